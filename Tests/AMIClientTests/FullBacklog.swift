import Glibc

/// A port that nobody answers at: its queue of connections is full, so Linux drops what knocks.
final class FullBacklog {
    let port: Int
    private var sockets: [CInt] = []

    init() {
        let server = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        // The socket calls take any address family by a pointer to its first bytes.
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                precondition(bind(server, address, length) == 0)
                precondition(listen(server, 0) == 0)
                precondition(getsockname(server, address, &length) == 0)
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        sockets = [server]
        for _ in 0..<4 {
            let filler = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_NONBLOCK.rawValue), 0)
            withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = connect(filler, $0, length) }
            }
            sockets.append(filler)
        }
    }

    deinit { for socket in sockets { close(socket) } }
}

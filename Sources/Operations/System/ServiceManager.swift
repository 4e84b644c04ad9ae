import Glibc
import NIOCore

/// Reports the state of the service to systemd (sd_notify(3)). Does nothing without a service manager.
public struct ServiceManager: Sendable {
    private let address: String?
    /// How often ``alive()`` is expected before systemd ends the process; `nil` without a watchdog.
    public let watchdog: Duration?

    /// - Parameter environment: where `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID` are.
    public init(environment: [String: String]) {
        address = environment["NOTIFY_SOCKET"].flatMap { $0.hasPrefix("/") || $0.hasPrefix("@") ? $0 : nil }
        let isMeant = environment["WATCHDOG_PID"].map { Int32($0) == getpid() } ?? true
        watchdog =
            isMeant && address != nil
            ? environment["WATCHDOG_USEC"].flatMap(Int64.init).flatMap { $0 > 0 ? .microseconds($0) : nil } : nil
    }

    /// The service is ready.
    public func ready(status: String) { send("READY=1\nSTATUS=\(status)") }

    /// A status for people.
    public func status(_ text: String) { send("STATUS=\(text)") }

    /// The service reloads its configuration; ``ready(status:)`` ends that.
    public func reloading() {
        // NIO's clock is CLOCK_MONOTONIC, which is what systemd compares.
        send(
            "RELOADING=1\nMONOTONIC_USEC=\(NIODeadline.now().uptimeNanoseconds / 1000)\nSTATUS=reading the configuration"
        )
    }

    /// The service stops.
    public func stopping() { send("STOPPING=1\nSTATUS=stopping") }

    /// The service is alive.
    public func alive() { send("WATCHDOG=1") }

    private func send(_ text: String) {
        guard let address else { return }
        var target = sockaddr_un()
        target.sun_family = sa_family_t(AF_UNIX)
        var path = Array(address.utf8)
        let capacity = MemoryLayout.size(ofValue: target.sun_path)
        guard path.count < capacity else { return }
        // "@" stands for the NUL that the name of an abstract socket begins with; such a name has no NUL at its end.
        let isAbstract = path[0] == UInt8(ascii: "@")
        if isAbstract { path[0] = 0 }
        withUnsafeMutableBytes(of: &target.sun_path) { $0.copyBytes(from: path) }
        let length = MemoryLayout<sockaddr_un>.offset(of: \.sun_path)! + path.count + (isAbstract ? 0 : 1)

        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        withUnsafePointer(to: &target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                // Errors don't matter, and nothing here may wait for the service manager.
                _ = sendto(
                    descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT), pointer,
                    socklen_t(length))
            }
        }
    }
}

import Glibc

/// What a server on loopback answers to a GET.
package struct HTTPAnswer: Sendable {
    package let status: Int
    package let headers: String
    package let body: String

    /// Asks; `nil` where nothing answers.
    package init?(from port: UInt16, _ path: String, headers: [String: String] = [:], host: String = "localhost") {
        guard let descriptor = LoopbackPort.connect(to: port) else { return nil }
        defer { close(descriptor) }
        let lines = ["GET \(path) HTTP/1.1", "Host: \(host)", "Connection: close"] + headers.map { "\($0): \($1)" }
        let request = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else { return nil }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 { bytes += buffer[..<count] }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n"), text.hasPrefix("HTTP/1.1 "),
            let status = Int(text.dropFirst(9).prefix(3))
        else { return nil }
        self.status = status
        self.headers = String(text[..<end.lowerBound])
        body = String(text[end.upperBound...])
    }
}

@testable import wiretap

/// The recorded calls in `Fixtures/22.10`.
enum Captures {
    static let names = [
        "answered_callee_hangs_up", "busy", "congestion", "group_answered", "no_answer", "unknown_number",
        "voicemail_like_application",
    ]

    static func path(_ name: String, _ kind: String = "raw") -> String {
        // Sources tell where they are; tests run from anywhere.
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(root)/Fixtures/22.10/\(name).\(kind)"
    }

    /// A capture of the lab's scenarios.
    static func scenario(_ name: String) throws -> [UInt8] {
        try CaptureSource(path: path(name).replacing("/22.10/", with: "/22/")).withBytes { $0.copy(0..<$0.byteCount) }
    }

    static func bytes(_ name: String, _ kind: String = "raw") throws -> [UInt8] {
        try CaptureSource(path: path(name, kind)).withBytes { $0.copy(0..<$0.byteCount) }
    }

    /// The messages of a capture as pairs of header and value.
    static func messages(_ bytes: [UInt8]) -> [[(name: String, value: String)]] {
        let span = bytes.span.bytes
        var messages: [[(name: String, value: String)]] = []
        var cursor = CaptureCursor()
        while let piece = cursor.next(in: span) {
            if piece.kind == .blank { continue }
            var headers: [(name: String, value: String)] = []
            piece.forEachLine(in: span) { line in
                headers.append((line.name.map { span.text($0) } ?? "", span.text(line.value)))
            }
            messages.append(headers)
        }
        return messages
    }

    static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// A message from header lines.
    static func message(_ lines: String...) -> String { lines.map { $0 + "\r\n" }.joined() + "\r\n" }
}

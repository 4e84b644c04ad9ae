/// An action to be sent to Asterisk: its name and headers, all of them known to be one line each.
public struct AMIAction: Sendable {
    /// Lines with their ends, all but `ActionID` and the closing blank line.
    let lines: [UInt8]

    /// An action.
    /// - Parameters:
    ///   - name: Such as `CoreShowChannels`.
    ///   - headers: In order; a name may repeat. `Action` and `ActionID` are not among them.
    /// - Throws: ``AMIActionError`` if a header is not one line.
    public init(_ name: String, _ headers: KeyValuePairs<String, String> = [:]) throws(AMIActionError) {
        var lines: [UInt8] = []
        try Self.append("Action", name, to: &lines)
        for (name, value) in headers {
            let lowered = name.utf8.map(\.asciiLowercased)
            if lowered == Array("action".utf8) || lowered == Array("actionid".utf8) { throw .invalidName(name) }
            try Self.append(name, value, to: &lines)
        }
        self.lines = lines
    }

    /// The bytes on the wire.
    package func encoded(actionID: String) -> [UInt8] {
        lines + Array("ActionID: \(actionID)\r\n\r\n".utf8)
    }

    private static func append(_ name: String, _ value: String, to lines: inout [UInt8]) throws(AMIActionError) {
        let isName = { (byte: UInt8) in
            byte.asciiLowercased &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        }
        guard !name.isEmpty, name.utf8.allSatisfy(isName) else { throw .invalidName(name) }
        guard !value.utf8.contains(where: { $0 == UInt8.carriageReturn || $0 == UInt8.lineFeed || $0 == 0 }) else {
            throw .invalidValue(header: name)
        }
        guard name.utf8.count + value.utf8.count + 4 <= 1000 else { throw .tooLong(header: name) }
        lines.append(contentsOf: name.utf8)
        lines.append(UInt8.colon)
        lines.append(UInt8.space)
        lines.append(contentsOf: value.utf8)
        lines.append(UInt8.carriageReturn)
        lines.append(UInt8.lineFeed)
    }
}

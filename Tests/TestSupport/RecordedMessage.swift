import AMI

/// A copy of a message, to compare.
package struct RecordedMessage: Hashable, Sendable, CustomStringConvertible {
    package var kind: AMIMessage.Kind
    package var name: [UInt8]
    package var bytes: [UInt8]
    package var headers: [[[UInt8]]]

    package init(kind: AMIMessage.Kind, name: [UInt8], bytes: [UInt8], headers: [[[UInt8]]]) {
        self.kind = kind
        self.name = name
        self.bytes = bytes
        self.headers = headers
    }

    package init(_ message: borrowing AMIMessage) {
        kind = message.kind
        name = [UInt8](copying: message.name)
        bytes = [UInt8](copying: message.bytes)
        headers = []
        var iterator = message.headers
        while let header = iterator.next() {
            headers.append([[UInt8](copying: header.name), [UInt8](copying: header.value)])
        }
    }

    package var description: String { "\(kind) \(String(decoding: name, as: UTF8.self)) \(pairs)" }

    package var pairs: [String] {
        headers.map { "\(String(decoding: $0[0], as: UTF8.self))=\(String(decoding: $0[1], as: UTF8.self))" }
    }
}

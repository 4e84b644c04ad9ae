/// A JSON value (RFC 8259), as far as a payload has to be understood.
enum JSON: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSON])
    /// Of two members with the same key, the last counts.
    case object([String: JSON])

    /// Deeper nesting than any payload has; a bound, so that nobody who can publish can exhaust the stack.
    static let maximumDepth = 32

    /// Reads the whole of `bytes`; `nil` where they are no JSON.
    init?(_ bytes: [UInt8]) {
        var reader = JSONReader(bytes)
        guard let value = reader.document() else { return nil }
        self = value
    }

    /// The member of an object; `nil` where it is none, or has none of that name.
    subscript(key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    /// The same for a name that may not be known.
    subscript(key: String?) -> JSON? { key.flatMap { self[$0] } }

    /// The text of a string.
    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// A number.
    var number: Double? {
        guard case .number(let number) = self else { return nil }
        return number
    }

    /// The elements of an array.
    var elements: [JSON]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }
}

/// A JSON value (RFC 8259) that knows where in the file it stands, so that a mistake can be pointed at.
public struct SourceJSON: Sendable {
    /// A member of an object, with the place of its key.
    public struct Member: Sendable {
        /// The key.
        public var key: String
        /// Where the key stands.
        public var location: SourceLocation
        /// What it stands for.
        public var value: SourceJSON
    }

    /// What a value is. Members keep their order: in a spec, order has a meaning.
    public indirect enum Value: Sendable {
        /// `null`
        case null
        /// `true` or `false`
        case bool(Bool)
        /// A whole number; the spec's language has no others.
        case number(Int)
        /// A string.
        case string(String)
        /// An array.
        case array([SourceJSON])
        /// An object.
        case object([Member])
    }

    /// The value.
    public var value: Value
    /// Where it begins.
    public var location: SourceLocation

    /// What kind of value it is, in words for a message.
    var kind: String {
        switch value {
        case .null: "null"
        case .bool: "true or false"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

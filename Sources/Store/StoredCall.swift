/// What has to be known of a call to go on with it.
public struct StoredCall: Sendable, Hashable {
    /// The call's id.
    public var id: String
    /// All that is known of it; `nil` to forget it, since it is over.
    public var record: [UInt8]?

    /// What is known of a call.
    public init(id: String, record: [UInt8]?) {
        self.id = id
        self.record = record
    }
}

/// A call in progress, as the store keeps it.
public struct StoredCall: Sendable, Hashable {
    /// The call's id.
    public var id: String
    /// Its facts and channels; `nil` to delete it, because it has ended.
    public var record: [UInt8]?

    /// A call.
    public init(id: String, record: [UInt8]?) {
        self.id = id
        self.record = record
    }
}

/// What has to be kept of a call so that a correlator that begins anew goes on with it.
public struct CallChange: Sendable, Hashable {
    /// The call's id, its Linkedid.
    public var callID: String
    /// All that is known of the call and its channels, for ``Correlator/restore(_:)``; `nil` when the call is over.
    public var record: [UInt8]?

    /// What is to be kept of a call.
    public init(callID: String, record: [UInt8]?) {
        self.callID = callID
        self.record = record
    }
}

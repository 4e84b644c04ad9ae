import Correlator
import FoundationEssentials

extension CallStatus {
    /// By what a broker kept of a call that goes on, told by a bridge before this one: an object as ``CallStates`` makes
    /// it. Who else may write there could have left anything, and `nil` is said of what is none, or of another call.
    init?(kept document: [UInt8], of callID: String) {
        guard document.count <= Self.sizeLimit, document.first == UInt8(ascii: "{"), document.last == UInt8(ascii: "}"),
            let read = try? JSONDecoder().decode(Kept.self, from: Data(document)),
            read.callID == callID, read.pbx == nil, let since = Timestamp(rfc3339: read.since)
        else { return nil }
        self.init(state: read.state, since: since, document: document)
    }

    /// Larger ones are none of ours.
    private static var sizeLimit: Int { 65_536 }

    private struct Kept: Decodable {
        let callID: String
        let state: String
        /// By RFC 3339.
        let since: String
        let last: Last
        /// Which is no part of it, and would be taken for ours.
        let pbx: String?

        struct Last: Decodable {
            let event: String
        }

        enum CodingKeys: String, CodingKey {
            case callID = "call_id"
            case state, since, last, pbx
        }
    }
}

import Correlator
import FoundationEssentials

/// What a broker kept of a call that goes on, told by a bridge before this one: an object as ``CallStates`` makes it. Who
/// else may write there could have left anything.
struct KeptState: Decodable {
    /// The call's id.
    let callID: String
    /// What it was doing, in a word.
    let state: String
    /// Since when, by RFC 3339.
    private let since: String
    private let last: Last
    /// Which is no part of it, and would be taken for ours.
    private let pbx: String?

    private struct Last: Decodable {
        let event: String
    }

    private enum CodingKeys: String, CodingKey {
        case callID = "call_id"
        case state, since, last, pbx
    }

    /// `nil` for what is none, or of another call.
    init?(_ document: [UInt8], of callID: String) {
        guard document.count <= Self.sizeLimit, document.first == UInt8(ascii: "{"),
            let read = try? JSONDecoder().decode(Self.self, from: Data(document)),
            read.callID == callID, read.pbx == nil, read.time != nil
        else { return nil }
        self = read
    }

    /// Larger ones are none of ours.
    private static let sizeLimit = 65_536

    /// Since when it was doing that.
    var time: Timestamp? { Timestamp(rfc3339: since) }
}

import Correlator
import FoundationEssentials

extension CallStatus {
    /// Decodes a retained call state of an earlier run: an object as ``CallStates`` makes
    /// it. Other clients may write there, too: `nil` if it is malformed or for another call.
    init?(kept document: [UInt8], of callID: String, _ legend: Legend) {
        guard document.count <= Self.sizeLimit, document.first == UInt8(ascii: "{"), document.last == UInt8(ascii: "}"),
            // Whoever has it by lines, as the board's page does, has to have it whole.
            document.allSatisfy({ $0 >= 0x20 }),
            let read = try? JSONDecoder().decode(Kept.self, from: Data(document)),
            read.callID == callID, let since = Timestamp(rfc3339: read.since)
        else { return nil }
        let fields = legend.fields(of: nil)
        self.init(
            state: read.state, since: since, message: fields.event.flatMap { read.last.members[$0]?.text },
            sequence: fields.sequence.flatMap { read.last.members[$0]?.number } ?? 1, document: document)
    }

    /// Larger ones are none of ours.
    private static var sizeLimit: Int { 65_536 }

    private struct Kept: Decodable {
        let callID: String
        let state: String
        /// By RFC 3339.
        let since: String
        let last: Last

        /// The last event's payload, of which only texts and whole numbers are read.
        struct Last: Decodable {
            struct Member: Decodable {
                let text: String?
                let number: Int?

                init(from decoder: any Decoder) throws {
                    let value = try decoder.singleValueContainer()
                    text = try? value.decode(String.self)
                    number = text == nil ? try? value.decode(Int.self) : nil
                }
            }

            let members: [String: Member]

            init(from decoder: any Decoder) throws {
                members = try decoder.singleValueContainer().decode([String: Member].self)
            }
        }

        enum CodingKeys: String, CodingKey {
            case callID = "call_id"
            case state, since, last, pbx
        }

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            // It is no part of it, whatever it says, and would be taken for ours.
            if members.contains(.pbx) {
                throw DecodingError.dataCorruptedError(forKey: .pbx, in: members, debugDescription: "not of a call")
            }
            callID = try members.decode(String.self, forKey: .callID)
            state = try members.decode(String.self, forKey: .state)
            since = try members.decode(String.self, forKey: .since)
            last = try members.decode(Last.self, forKey: .last)
        }
    }
}

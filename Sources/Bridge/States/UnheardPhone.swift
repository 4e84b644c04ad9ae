import Correlator
import FoundationEssentials

/// A phone of a PBX that is unreachable: its last payload, with the state `unknown`.
enum UnheardPhone {
    /// Members that say something of the call that it was in.
    private static let ofCall: Set<String> = ["call_id", "peer", "direction"]

    /// The state of such a phone.
    ///
    /// - Parameters:
    ///   - field: Where the payload says what the phone is doing.
    ///   - word: What it says of one that can't be used.
    /// - Returns: `nil` where the payload is no state of a phone, or says so already.
    static func document(_ payload: [UInt8], _ field: String, _ word: String, at now: Timestamp) -> [UInt8]? {
        guard payload.first == UInt8(ascii: "{"), payload.allSatisfy({ $0 >= 0x20 }),
            (try? JSONDecoder().decode(Members.self, from: Data(payload))) != nil
        else { return nil }
        let members = members(of: payload)
        guard let state = members.last(where: { $0.key == field }).map({ text($0.value) }), !state.isEmpty,
            state != word
        else { return nil }
        var json = JSONWriter()
        json.beginObject()
        for (key, value) in members where !ofCall.contains(key) {
            json.key(key)
            switch key {
            case field: json.string(word)
            case "timestamp", "since": json.timestamp(now)
            // It is another event than the last one published.
            case "event_id": json.string("\(text(value)):\(word):\(now.microseconds)")
            default: json.literal(value)
            }
        }
        json.endObject()
        return json.array
    }

    /// Any object, whatever is in it.
    private struct Members: Decodable {
        private enum None: CodingKey {}

        init(from decoder: any Decoder) throws { _ = try decoder.container(keyedBy: None.self) }
    }

    private static func text(_ value: [UInt8]) -> String {
        (try? JSONDecoder().decode(String.self, from: Data(value))) ?? ""
    }

    /// The members of an object that is JSON, in order, each with its value as it stands there.
    private static func members(of object: [UInt8]) -> [(key: String, value: [UInt8])] {
        var members: [(key: String, value: [UInt8])] = []
        var (depth, isInString, isEscaped) = (0, false, false)
        var (start, colon) = (0, -1)
        for (place, byte) in object.enumerated() {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: ":") where depth == 1 && colon < 0: colon = place
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                if depth == 1 { start = place + 1 }
            case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 1, colon >= 0 {
                    members.append((text(Array(object[start..<colon])), Array(object[colon + 1..<place])))
                    (start, colon) = (place + 1, -1)
                }
                if byte != UInt8(ascii: ",") { depth -= 1 }
            default: break
            }
        }
        return members
    }
}

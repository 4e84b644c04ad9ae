import Correlator
import FoundationEssentials

/// What people call a phone, a queue or the like, where its state says so.
enum ThingName {
    /// More is no name.
    private static let longest = 64

    /// The name in a payload; `nil` where there is none.
    static func text(in payload: [UInt8], _ fields: Legend.Fields) -> String? {
        guard let field = fields.name else { return nil }
        let decoder = JSONDecoder()
        decoder.userInfo[Members.field] = field
        let name = (try? decoder.decode(Members.self, from: Data(payload)))?.name?.prefix(longest)
        return name.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : String($0) }
    }

    private struct Members: Decodable {
        static let field = CodingUserInfoKey(rawValue: "field")!

        struct Key: CodingKey {
            let stringValue: String
            let intValue: Int? = nil

            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        let name: String?

        init(from decoder: any Decoder) throws {
            let field = decoder.userInfo[Self.field] as? String ?? ""
            name = try? decoder.container(keyedBy: Key.self).decode(String.self, forKey: Key(stringValue: field))
        }
    }
}

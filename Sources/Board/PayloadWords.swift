import Correlator
import FoundationEssentials

/// What the board itself reads of a payload, by where its message says what; all else of it is handed on as it is.
struct PayloadWords: Decodable, Sendable {
    struct Party: Decodable {
        var `extension`: String?
        var name: String?
    }

    private struct Key: CodingKey {
        let stringValue: String
        let intValue: Int? = nil

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private struct Unread: Error {}
    private static let fields = CodingUserInfoKey(rawValue: "fields")!

    /// The name of its message.
    var event: String?
    var from: Party?
    var to: Party?
    /// What became of the call, or what a phone is doing.
    var outcome: String?
    var cause: String?
    var causeDescription: String?
    /// All its words.
    var words: [String] = []
    /// What people call the thing that it is about.
    var name: String?
    /// Which way the call goes, in the payload's word.
    var direction: String?
    /// The same for whoever looks.
    var way: Way?
    /// The message's numbers, in order; `nil` for one that it does not say.
    var numbers: [Double?] = []
    /// How long something took.
    var seconds: Double?
    /// How long it rang before it was answered, where an end says so.
    var ringSeconds: Double?

    /// Reads a payload; what does not stand where it should says nothing.
    init(of payload: [UInt8], _ fields: Legend.Fields) {
        let decoder = JSONDecoder()
        decoder.userInfo[Self.fields] = fields
        self = (try? decoder.decode(Self.self, from: Data(payload))) ?? Self()
    }

    init(from decoder: any Decoder) throws {
        guard let fields = decoder.userInfo[Self.fields] as? Legend.Fields else { throw Unread() }
        let members = try decoder.container(keyedBy: Key.self)
        func read<Value: Decodable>(_ field: String?, as type: Value.Type = Value.self) -> Value? {
            field.flatMap { try? members.decode(Value.self, forKey: Key(stringValue: $0)) }
        }
        event = read(fields.event)
        from = read(fields.from)
        to = read(fields.to)
        outcome = read(fields.outcome)
        cause = read(fields.cause)
        causeDescription = read(fields.causeDescription)
        words = fields.words.compactMap { read($0) }
        name = read(fields.name)
        direction = read(fields.direction)
        way = direction.flatMap { fields.ways[$0] }
        numbers = fields.numbers.map { read($0.field) }
        seconds = read(fields.seconds)
        ringSeconds = read("ring_duration_seconds")
    }

    private init() {}
}

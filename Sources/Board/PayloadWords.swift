import FoundationEssentials

/// What the board itself reads of a payload; all else of it is handed on as it is.
struct PayloadWords: Decodable {
    struct Party: Decodable {
        var `extension`: String?
        var name: String?
    }

    var from: Party?
    var to: Party?
    var outcome: String?
    var cause: String?
    var causeDescription: String?
    var direction: String?
    var ringSeconds: Double?

    enum CodingKeys: String, CodingKey {
        case from, to, outcome, cause, direction
        case causeDescription = "cause_description"
        case ringSeconds = "ring_duration_seconds"
    }

    /// Reads a payload; one that has none of these words, as a changed spec may have it, says nothing.
    init(of payload: [UInt8]) {
        self = (try? JSONDecoder().decode(Self.self, from: Data(payload))) ?? Self()
    }

    private init() {}
}

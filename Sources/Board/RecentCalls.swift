import Correlator
import DequeModule

/// The calls that ended last, and a search in them.
struct RecentCalls {
    /// How many are kept.
    static let limit = 1000
    /// How many an answer lists.
    static let listed = 100
    /// Characters of a question; what is beyond is not read.
    static let longestQuestion = 200

    private var calls: Deque<EndedCall> = []
    /// How many there have been.
    private(set) var total = 0

    mutating func add(_ call: EndedCall) {
        if calls.count == Self.limit { calls.removeFirst() }
        calls.append(call)
        total += 1
    }

    /// Adds calls that ended before, as somebody else remembers them.
    mutating func add(earlier: [EndedCall]) {
        let all = (Array(calls) + earlier).enumerated().sorted {
            ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
        }
        calls = Deque(all.suffix(Self.limit).map(\.element))
        total += earlier.count
    }

    mutating func forget(where isForgotten: (EndedCall) -> Bool) {
        calls.removeAll(where: isForgotten)
    }

    /// Those in which all words of a question stand, the last first; all of them for an empty question.
    ///
    /// - Parameter fate: What became of them, where only some are asked for.
    /// - Returns: One JSON object: `found` and `kept` are counts, `calls` lists the first of those found.
    func search(_ question: String, _ fate: Fate? = nil) -> [UInt8] {
        let words = question.prefix(Self.longestQuestion).lowercased().split(whereSeparator: \.isWhitespace)
            .map { Array($0.utf8) }
        var found = 0
        var json = JSONWriter()
        json.beginObject()
        json.key("calls")
        json.beginArray()
        for call in calls.reversed() where (fate.map { $0 == call.fate } ?? true) && call.has(words) {
            found += 1
            guard found <= Self.listed else { continue }
            json.beginObject()
            json.key("pbx")
            json.string(call.pbx)
            json.key("fate")
            json.string(call.fate.rawValue)
            json.text("way", call.words.way?.rawValue)
            json.text("direction", call.words.direction)
            json.key("outcome")
            json.string(call.outcome)
            for (key, party) in [("from", call.words.from), ("to", call.words.to)] {
                guard let party else { continue }
                json.key(key)
                json.beginObject()
                json.text("extension", party.extension)
                json.text("name", party.name)
                json.endObject()
            }
            json.text("cause", call.words.causeDescription)
            json.key("last")
            json.literal(call.payload)
            json.endObject()
        }
        json.endArray()
        json.key("found")
        json.number(Int64(found))
        json.key("kept")
        json.number(Int64(calls.count))
        json.endObject()
        return json.array
    }
}

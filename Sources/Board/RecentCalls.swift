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

    mutating func forget(where isForgotten: (EndedCall) -> Bool) {
        calls.removeAll(where: isForgotten)
    }

    /// Those in which all words of a question stand, the last first; all of them for an empty question.
    ///
    /// - Returns: One JSON object: `found` and `kept` are counts, `calls` lists the first of those found.
    func search(_ question: String) -> [UInt8] {
        let words = question.prefix(Self.longestQuestion).lowercased().split(whereSeparator: \.isWhitespace)
            .map { Array($0.utf8) }
        var found = 0
        var json = JSONWriter()
        json.beginObject()
        json.key("calls")
        json.beginArray()
        for call in calls.reversed() where call.has(words) {
            found += 1
            guard found <= Self.listed else { continue }
            json.beginObject()
            json.key("pbx")
            json.string(call.pbx)
            json.key("missed")
            json.literal(call.isMissed ? "true" : "false")
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

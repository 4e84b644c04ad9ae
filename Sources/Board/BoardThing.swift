import Correlator

/// A phone, a queue, a trunk or the like, and what it does.
struct BoardThing {
    /// One of its numbers.
    struct Number {
        var what: Legend.Number
        var value: Double
    }

    /// What it is and which one.
    let thing: Legend.Thing
    /// What it is to whoever looks.
    let role: MessageRole?
    /// What people call it.
    var name: String?
    /// What it does, in a word.
    var state: String?
    /// How that stands to whoever looks.
    var tone: Tone?
    /// Whom a phone is with.
    var with: PayloadWords.Party?
    /// Which way the call goes that it is in.
    var way: Way?
    /// Its numbers, in order.
    var numbers: [Number] = []
    /// Since when.
    var since: Timestamp

    /// By the payload that says so.
    init(_ thing: Legend.Thing, _ payload: [UInt8], at time: Timestamp, _ legend: Legend) {
        self.thing = thing
        role = legend.messages[thing.message].role
        let fields = legend.fields(of: thing.message)
        let words = PayloadWords(of: payload, fields)
        name = words.name
        state = words.outcome
        tone = state.flatMap { fields.tones[$0] }
        with = words.from
        way = words.way
        numbers = zip(fields.numbers, words.numbers).compactMap { what, value in
            value.map { Number(what: what, value: min(max($0, 0), 1e9)) }
        }
        since = time
    }

    func write(_ pbx: String, to json: inout JSONWriter) {
        json.beginObject()
        for (key, text) in [
            ("pbx", pbx), ("kind", thing.kind), ("name", thing.name), ("role", role?.rawValue), ("called", name),
            ("state", state), ("tone", tone?.rawValue), ("way", way?.rawValue),
        ] {
            json.text(key, text)
        }
        if let with {
            json.key("with")
            json.beginObject()
            json.text("extension", with.extension)
            json.text("name", with.name)
            json.endObject()
        }
        json.key("numbers")
        json.beginArray()
        for number in numbers {
            json.beginObject()
            json.text("label", number.what.label)
            json.text("unit", number.what.unit)
            json.text("tone", number.what.tone?.rawValue)
            json.key(number.what.isDuration ? "seconds" : "value")
            json.seconds(microseconds: Int64(number.value * 1_000_000))
            json.endObject()
        }
        json.endArray()
        json.key("since")
        json.timestamp(since)
        json.endObject()
    }
}

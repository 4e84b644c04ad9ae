import Correlator

import Glibc

/// An update for a client of the board: everything, or what changed since the last one.
struct BoardUpdate {
    struct Call {
        var pbx: String
        /// A ``CallStatus``'s.
        var document: [UInt8]
        /// How its state stands to whoever looks.
        var tone: Tone?
        /// Where its last event says what.
        var fields: Legend.Fields
    }

    struct Thing {
        var pbx: String
        var thing: BoardThing
    }

    struct PBX {
        var name: String
        var isConnected: Bool
        var openCalls: Int
        var day: DayFigures
    }

    /// The state that it leads to.
    var version: Int
    /// Whether what it does not list is not there.
    var isWhole = false
    /// Calls that go on.
    var calls: [Call] = []
    /// Calls that are over.
    var gone: [BoardKey] = []
    /// Phones, queues and the like.
    var things: [Thing] = []
    /// Those that are no more.
    var thingsGone: [(pbx: String, thing: Legend.Thing)] = []
    /// Which way words say that a call goes.
    var ways: [String: Way] = [:]
    var pbxs: [PBX] = []
    /// How many calls have ended since the daemon began.
    var recentTotal = 0
    /// Since when is counted, where that is not the whole day.
    var since: Timestamp?
    /// The time zone of the day.
    var zone = ""

    init(version: Int) {
        self.version = version
    }

    /// One JSON object on one line.
    ///
    /// - Parameter now: what the daemon's clock says, by which the page counts up, whatever its own says.
    func json(at now: Timestamp) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.key("now")
        json.timestamp(now)
        json.key("zone")
        json.string(zone)
        json.key("utc_offset")
        json.number(Self.utcOffset(at: now))
        if let since {
            json.key("counted_since")
            json.timestamp(since)
        }
        json.key("recent")
        json.number(Int64(recentTotal))
        list("calls", calls, in: &json) { call, json in
            json.beginObject()
            json.key("pbx")
            json.string(call.pbx)
            json.text("tone", call.tone?.rawValue)
            json.text("from_field", call.fields.from)
            json.text("to_field", call.fields.to)
            json.text("phones_field", call.fields.phones)
            json.text("direction_field", call.fields.direction)
            json.members(of: call.document)
            json.endObject()
        }
        list("gone", gone, in: &json) { key, json in
            json.beginObject()
            json.key("pbx")
            json.string(key.pbx)
            json.key("call_id")
            json.string(key.id)
            json.endObject()
        }
        list("things", things, in: &json) { thing, json in thing.thing.write(thing.pbx, to: &json) }
        list("things_gone", thingsGone, in: &json) { gone, json in
            json.beginObject()
            json.text("pbx", gone.pbx)
            json.text("kind", gone.thing.kind)
            json.text("name", gone.thing.name)
            json.endObject()
        }
        json.key("ways")
        json.beginObject()
        for (word, way) in ways.sorted(by: { $0.key < $1.key }) { json.text(word, way.rawValue) }
        json.endObject()
        list("pbxs", pbxs, in: &json) { pbx, json in
            json.beginObject()
            json.key("name")
            json.string(pbx.name)
            json.key("connected")
            json.literal(pbx.isConnected ? "true" : "false")
            json.key("open")
            json.number(Int64(pbx.openCalls))
            json.key("today")
            pbx.day.write(to: &json)
            json.endObject()
        }
        json.endObject()
        return json.array
    }

    /// How many seconds the daemon's clock on the wall is ahead of UTC: by it the day and its hours are counted, and so by
    /// it the page has to show when things happened.
    private static func utcOffset(at now: Timestamp) -> Int64 {
        var seconds = time_t(now.microseconds / 1_000_000)
        var parts = tm()
        localtime_r(&seconds, &parts)
        return Int64(parts.tm_gmtoff)
    }

    private func list<Item>(
        _ name: String, _ items: [Item], in json: inout JSONWriter, _ write: (Item, inout JSONWriter) -> Void
    ) {
        json.key(name)
        json.beginArray()
        for item in items { write(item, &json) }
        json.endArray()
    }
}

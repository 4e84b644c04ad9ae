import Correlator

/// What one who looks at the board is told: everything, or what changed since.
struct BoardUpdate {
    struct Call {
        var pbx: String
        /// A ``CallStatus``'s.
        var document: [UInt8]
    }

    struct Lamp {
        var key: BoardKey
        var payload: [UInt8]
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
    var lamps: [Lamp] = []
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
        if let since {
            json.key("counted_since")
            json.timestamp(since)
        }
        json.key("ended")
        json.number(Int64(recentTotal))
        list("calls", calls, in: &json) { call, json in
            json.beginObject()
            json.key("pbx")
            json.string(call.pbx)
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
        list("lamps", lamps, in: &json) { lamp, json in
            json.beginObject()
            json.key("pbx")
            json.string(lamp.key.pbx)
            json.key("name")
            json.string(lamp.key.id)
            json.key("last")
            json.literal(lamp.payload)
            json.endObject()
        }
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

    private func list<Item>(
        _ name: String, _ items: [Item], in json: inout JSONWriter, _ write: (Item, inout JSONWriter) -> Void
    ) {
        json.key(name)
        json.beginArray()
        for item in items { write(item, &json) }
        json.endArray()
    }
}

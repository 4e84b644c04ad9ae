import Correlator

/// Whether Asterisk can be heard, since when, and which it is: what `{prefix}/pbx/status` says.
struct PBXStatus {
    private let pbx: String?
    private var isOnline: Bool?
    private var since = Timestamp(microseconds: 0)
    private var changed = Timestamp(microseconds: 0)
    private var version: String?
    private var why: String?

    /// Nothing is known yet.
    init(pbx: String?) {
        self.pbx = pbx
    }

    mutating func change(isOnline: Bool, version: String?, why: String?, at now: Timestamp) {
        if self.isOnline != isOnline { since = now }
        changed = now
        self.isOnline = isOnline
        // Which Asterisk it was is of use while it is away.
        self.version = version ?? self.version
        self.why = isOnline ? nil : why ?? self.why
    }

    /// One JSON object.
    var document: [UInt8] {
        let state = isOnline == true ? "online" : "offline"
        var json = JSONWriter()
        json.beginObject()
        json.key("state")
        json.string(state)
        json.key("since")
        json.timestamp(since)
        if let version {
            json.key("version")
            json.string(version)
        }
        if let why {
            json.key("why")
            json.string(why)
        }
        if let pbx {
            json.key("pbx")
            json.string(pbx)
        }
        json.key("timestamp")
        json.timestamp(changed)
        json.key("event_id")
        json.string("pbx:\(state):\(since.microseconds)")
        json.endObject()
        return json.array
    }
}

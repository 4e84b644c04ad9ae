import Correlator

/// Events of calls and phones, as a correlator would tell them.
enum Happening {
    /// Noon of a day, in the local time of whoever tests.
    static let noon: Timestamp = {
        // Whatever the time zone, there is a noon within a day of this.
        var time = Timestamp(microseconds: 1_795_500_000_000_000)
        while LocalClock.hour(time) != 12 { time.microseconds += 1_800_000_000 }
        return time
    }()

    static func call(
        _ id: String, _ name: String, state: String? = nil, at time: Timestamp = noon, _ fields: String = "",
        from: String = "1986", caller: String = "Martin"
    ) -> CallEvent {
        var json = JSONWriter()
        json.beginObject()
        json.key("event")
        json.string(name)
        json.key("from")
        json.beginObject()
        json.key("extension")
        json.string(from)
        json.key("name")
        json.string(caller)
        json.endObject()
        var payload = json.array
        if !fields.isEmpty { payload += Array(",\(fields)".utf8) }
        payload.append(UInt8(ascii: "}"))
        return CallEvent(
            name: name, callID: id, topic: "call/\(id)/\(name)", time: time, sequence: 1,
            eventID: "\(id):\(name):1", payload: payload, importance: 5, qos: nil, retain: false, state: state)
    }

    static func phone(_ name: String, _ state: String) -> CallEvent {
        CallEvent(
            name: "extension_state", callID: "", topic: "extension/\(name)/state", time: noon, sequence: 1,
            eventID: "", payload: Array("{\"extension\":\"\(name)\",\"state\":\"\(state)\"}".utf8), importance: 1,
            qos: nil, retain: true, state: nil)
    }
}

import Correlator

/// What Home Assistant is told so that it shows the PBX by itself: a device with its connection, the calls that are
/// going on, and a lamp for each extension.
///
/// Source: Home Assistant's documentation, "MQTT Discovery", and of the MQTT integrations `binary_sensor` and `sensor`.
struct HomeAssistantDiscovery {
    /// How many extensions are shown.
    static let extensionLimit = 2_000

    /// What Home Assistant's discovery topics begin with, `homeassistant` unless it was told otherwise.
    let discoveryPrefix: String
    /// What the bridge's topics begin with.
    let topicPrefix: String
    /// What the device is called.
    let name: String
    /// The bridge's version.
    let version: String

    /// What tells this bridge's entities from another's, in the characters that discovery topics may have.
    var node: String { "asterisk_mqtt_" + Self.plain(topicPrefix) }

    /// The topics of all entities of this bridge, those of before among them.
    var topicFilter: String { "\(discoveryPrefix)/+/\(node)/+/config" }

    /// The entities that are always there, with their discovery topics.
    var entities: [(topic: String, payload: [UInt8])] {
        [
            entity("binary_sensor", "connection", named: "Connection") { json in
                json.text("state_topic", statusTopic)
                json.text("payload_on", "online")
                json.text("payload_off", "offline")
                json.text("device_class", "connectivity")
                json.text("entity_category", "diagnostic")
            },
            entity("sensor", "calls", named: "Calls") { json in
                json.text("state_topic", "\(topicPrefix)/calls")
                json.text("value_template", "{{ value_json.count }}")
                json.text("json_attributes_topic", "\(topicPrefix)/calls")
                json.text("state_class", "measurement")
                json.text("unit_of_measurement", "calls")
                json.text("icon", "mdi:phone-in-talk")
                availability(&json)
            },
        ]
    }

    /// The lamp of an extension whose state is told at `stateTopic`.
    func lamp(of extension: String, stateTopic: String) -> (topic: String, payload: [UInt8]) {
        entity("sensor", "extension_" + Self.plain(`extension`), named: "Extension \(`extension`)") { json in
            json.text("state_topic", stateTopic)
            json.text("value_template", "{{ value_json.state }}")
            json.text("device_class", "enum")
            json.key("options")
            json.beginArray()
            for state in ["idle", "ringing", "busy", "held", "unavailable"] { json.string(state) }
            json.endArray()
            json.text("icon", "mdi:deskphone")
            availability(&json)
        }
    }

    private var statusTopic: String { "\(topicPrefix)/bridge/status" }

    private func availability(_ json: inout JSONWriter) {
        json.text("availability_topic", statusTopic)
        json.text("payload_available", "online")
        json.text("payload_not_available", "offline")
    }

    private func entity(
        _ component: String, _ object: String, named name: String, _ body: (inout JSONWriter) -> Void
    ) -> (topic: String, payload: [UInt8]) {
        var json = JSONWriter()
        json.beginObject()
        json.text("name", name)
        json.text("unique_id", "\(node)_\(object)")
        body(&json)
        json.key("device")
        json.beginObject()
        json.key("identifiers")
        json.beginArray()
        json.string(node)
        json.endArray()
        json.text("name", self.name)
        json.text("manufacturer", "asterisk-mqtt")
        json.text("model", "Asterisk PBX")
        json.text("sw_version", version)
        json.endObject()
        json.key("origin")
        json.beginObject()
        json.text("name", "asterisk-mqtt")
        json.text("sw_version", version)
        json.endObject()
        json.endObject()
        return ("\(discoveryPrefix)/\(component)/\(node)/\(object)/config", json.array)
    }

    /// A text in the characters that discovery topics may have (`[a-zA-Z0-9_-]`). Texts that differ stay different:
    /// any other byte is written out, and an underscore is doubled.
    static func plain(_ text: String) -> String {
        var plain = ""
        for byte in text.utf8.prefix(256) {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                plain.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "_"): plain += "__"
            default: plain += "_" + String(byte, radix: 16) + "-"
            }
        }
        return plain
    }
}

extension JSONWriter {
    fileprivate mutating func text(_ key: String, _ text: String) {
        self.key(key)
        string(text)
    }
}

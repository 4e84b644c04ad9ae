import Correlator

/// Home Assistant's MQTT discovery of the PBX: a device with its connection, the calls that are
/// going on and the last ones, and each phone, queue, trunk and mailbox.
///
/// Source: Home Assistant's documentation, "MQTT Discovery", and of the MQTT integrations `binary_sensor`, `event` and
/// `sensor`.
struct HomeAssistantDiscovery {
    /// How many phones, queues and the like are shown.
    static let thingLimit = 2_000

    /// The prefix of Home Assistant's discovery topics, `homeassistant` by default.
    let discoveryPrefix: String
    /// What the bridge's topics begin with.
    let topicPrefix: String
    /// What the device is called.
    let name: String
    /// The bridge's version.
    let version: String
    /// What messages and words mean.
    var legend = Legend.builtIn

    /// A prefix that is unique to this bridge's entities, in the characters that discovery topics may have.
    var node: String { "asterisk_mqtt_" + Self.plain(topicPrefix) }

    /// The topics of all entities of this bridge, those of earlier runs included.
    var topicFilter: String { "\(discoveryPrefix)/+/\(node)/+/config" }

    /// Whether a topic is one by which an entity of this bridge is announced.
    func isDiscovery(_ topic: String) -> Bool {
        let levels = topic.dropFirst(discoveryPrefix.utf8.count + 1).split(
            separator: "/", omittingEmptySubsequences: false)
        return topic.hasPrefix(discoveryPrefix + "/") && levels.count == 4 && levels[1] == node && levels[3] == "config"
    }

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
            entity("binary_sensor", "pbx", named: "PBX") { json in
                json.text("state_topic", pbxTopic)
                json.text("value_template", "{{ value_json.state }}")
                json.text("payload_on", "online")
                json.text("payload_off", "offline")
                json.text("device_class", "connectivity")
                json.text("entity_category", "diagnostic")
                json.text("json_attributes_topic", pbxTopic)
                bridgeAvailability(&json)
            },
            entity("binary_sensor", "problem", named: "Problem") { json in
                json.text("state_topic", problemsTopic)
                json.text("value_template", "{{ 'ON' if value_json.count > 0 else 'OFF' }}")
                json.text("device_class", "problem")
                json.text("entity_category", "diagnostic")
                json.text("json_attributes_topic", problemsTopic)
                bridgeAvailability(&json)
            },
            entity("sensor", "calls", named: "Calls") { json in
                json.text("state_topic", "\(topicPrefix)/calls")
                json.text("value_template", "{{ value_json.count }}")
                json.text("json_attributes_topic", "\(topicPrefix)/calls")
                json.text("json_attributes_template", callAttributes)
                json.text("state_class", "measurement")
                json.text("unit_of_measurement", "calls")
                json.text("icon", "mdi:phone-in-talk")
                availability(&json)
            },
        ] + callEntities
    }

    /// The oldest calls, and of each what fits: Home Assistant keeps no attributes of more than 16 KiB. What stands for a
    /// character in JSON can be six bytes, so they are counted.
    private var callAttributes: String {
        func party(_ fields: [String]) -> String { fields.map { "call.last.get('\($0)') or " }.joined() + "{}" }
        let parties = legend.partyFields
        return """
            {% set found = namespace(calls=[], size=0) %}{% for call in value_json.calls[:20] %}{% set from = \
            \(party(parties.from)) %}{% set to = \(party(parties.to)) %}{% set each = {'call_id': call.call_id[:40], 'state': \
            call.state[:32], 'since': call.since, 'from': {'extension': (from.get('extension') or '')[:24], 'name': \
            (from.get('name') or '')[:32]}, 'to': {'extension': (to.get('extension') or '')[:24], 'name': \
            (to.get('name') or '')[:32]}} %}{% set found.size = found.size + (each | tojson | length) %}{% if found.size < \
            15000 %}{% set found.calls = found.calls + [each] %}{% endif %}{% endfor %}{{ {'calls': found.calls} | tojson }}
            """
    }

    var statusTopic: String { "\(topicPrefix)/bridge/status" }
    private var pbxTopic: String { "\(topicPrefix)/pbx/status" }
    private var problemsTopic: String { "\(topicPrefix)/bridge/problems" }

    /// What phones and calls do is known only as long as both the bridge and the PBX are there.
    func availability(_ json: inout JSONWriter) {
        json.key("availability")
        json.beginArray()
        available(&json, statusTopic)
        available(&json, pbxTopic, template: "{{ value_json.state }}")
        json.endArray()
        json.text("availability_mode", "all")
    }

    /// What was remains known while the PBX is away.
    func bridgeAvailability(_ json: inout JSONWriter) {
        json.key("availability")
        json.beginArray()
        available(&json, statusTopic)
        json.endArray()
    }

    func available(_ json: inout JSONWriter, _ topic: String, template: String? = nil) {
        json.beginObject()
        json.text("topic", topic)
        if let template { json.text("value_template", template) }
        json.text("payload_available", "online")
        json.text("payload_not_available", "offline")
        json.endObject()
    }

    func entity(
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
    mutating func text(_ key: String, _ text: String) {
        self.key(key)
        string(text)
    }
}

import Correlator

/// What is there without a call: phones, queues, trunks, mailboxes, and whatever else a behaviour has the broker keep.
extension HomeAssistantDiscovery {
    /// The entities of one of them: what it does, by its first field that has tones, and its numbers that have a unit.
    ///
    /// - Parameters:
    ///   - name: What people call it.
    ///   - stateTopic: Where it says what it does.
    func entities(
        of thing: Legend.Thing, named name: String?, stateTopic: String
    ) -> [(topic: String, payload: [UInt8])] {
        let fields = legend.fields(of: thing.message)
        let role = legend.messages[thing.message].role
        let title = name.map { "\(thing.title) \($0)" } ?? thing.title
        // By this, Home Assistant knows what people called it and where it is: lamps keep it, whatever they are of.
        let kind = role == .lamp ? "extension" : thing.kind
        let object = "\(Self.plain(kind))_\(Self.plain(thing.name))"
        var entities: [(topic: String, payload: [UInt8])] = []
        if let link = legend.connectivity(of: thing.message) {
            entities.append(
                entity("binary_sensor", object, named: title) { json in
                    json.text("state_topic", stateTopic)
                    json.text("value_template", "{{ value_json.\(link.field) if value_json is defined else '' }}")
                    json.text("payload_on", link.on)
                    json.text("payload_off", link.off)
                    json.text("device_class", "connectivity")
                    attributes(of: thing.message, stateTopic, &json)
                    availability(&json)
                })
        } else if let field = fields.outcome {
            entities.append(
                entity("sensor", object, named: title) { json in
                    json.text("state_topic", stateTopic)
                    let words = legend.words(of: field, in: thing.message)
                    let otherwise = legend.trouble(of: thing.message)?.word ?? words.first ?? ""
                    json.text(
                        "value_template", "{{ value_json.\(field) if value_json is defined else '\(otherwise)' }}")
                    json.text("device_class", "enum")
                    json.key("options")
                    json.beginArray()
                    for word in words { json.string(word) }
                    json.endArray()
                    if role == .lamp { json.text("icon", "mdi:deskphone") }
                    attributes(of: thing.message, stateTopic, &json)
                    availability(&json)
                })
        } else if role == .lamp {
            entities.append(
                entity("sensor", object, named: title) { json in
                    json.text("state_topic", stateTopic)
                    json.text("icon", "mdi:deskphone")
                    availability(&json)
                })
        }
        for number in fields.numbers {
            guard let unit = number.unit else { continue }
            entities.append(
                entity("sensor", "\(object)_\(number.field)", named: "\(title) \(number.label)") { json in
                    json.text("state_topic", stateTopic)
                    // Where the state is taken back there is no JSON.
                    json.text(
                        "value_template", "{{ value_json.get('\(number.field)') if value_json is defined else '' }}")
                    json.text("unit_of_measurement", unit)
                    json.text("state_class", "measurement")
                    if number.isDuration {
                        json.text("device_class", "duration")
                    } else {
                        json.text("icon", "mdi:counter")
                    }
                    availability(&json)
                })
        }
        return entities
    }

    /// With whom a phone is, and whatever else its state says.
    private func attributes(of message: Int, _ topic: String, _ json: inout JSONWriter) {
        let envelope = legend.messages[message].fields.filter(Self.isEnvelope).map { "'\($0.name)'" }
        json.text("json_attributes_topic", topic)
        json.text(
            "json_attributes_template",
            "{{ dict((value_json.items() if value_json is defined else []) "
                + "| rejectattr(0, 'in', [\(envelope.joined(separator: ", "))])) | tojson }}")
    }
}

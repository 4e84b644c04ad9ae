import Correlator

/// What becomes of calls: events to act on, and the last calls.
extension HomeAssistantDiscovery {
    /// The entities of the messages that a behaviour has.
    var callEntities: [(topic: String, payload: [UInt8])] {
        var entities: [(topic: String, payload: [UInt8])] = []
        if let rings = legend.rings { entities.append(event("rang", "Rang", "mdi:phone-ring", by: rings)) }
        if let answered = legend.answered {
            entities.append(event("answered", "Answered", "mdi:phone-check", by: answered))
        }
        guard let end = legend.end else { return entities }
        let missed = missed(end)
        entities.append(event("missed", "Missed", "mdi:phone-missed", by: end, where: missed))
        entities.append(lastCall("last_call", "Last call", "mdi:phone-log", by: end))
        entities.append(lastCall("last_missed_call", "Last missed call", "mdi:phone-missed", by: end, where: missed))
        return entities
    }

    /// Something that happens to calls, each time.
    private func event(
        _ type: String, _ name: String, _ icon: String, by message: Int, where condition: String? = nil
    ) -> (topic: String, payload: [UInt8]) {
        entity("event", type, named: name) { json in
            json.text("state_topic", stateTopic(of: message))
            json.key("event_types")
            json.beginArray()
            json.string(type)
            json.endArray()
            // Home Assistant keeps no attributes of more than 16 KiB, and any number of phones can ring.
            let phones = legend.fields(of: message).phones.map { ", \($0)=(value_json.get('\($0)') or [])[:50]" } ?? ""
            // What is empty is no event.
            let text = "{{ dict(value_json, event_type='\(type)'\(phones)) | tojson }}"
            json.text("value_template", condition.map { "{% if \($0) %}\(text){% endif %}" } ?? text)
            json.text("icon", icon)
            bridgeAvailability(&json)
        }
    }

    /// Who the last of the calls was with for which a condition holds, and all that its end said.
    private func lastCall(
        _ object: String, _ name: String, _ icon: String, by message: Int, where condition: String? = nil
    ) -> (topic: String, payload: [UInt8]) {
        let fields = legend.fields(of: message)
        let from = "value_json.get('\(fields.from ?? "")')"
        let outside = outward(fields).map { "value_json.get('\(fields.to ?? "")') if \($0) else \(from)" } ?? from
        let who = """
            {% set who = (\(outside)) or {} %}{{ ([who.get('extension'), who.get('name')] | select | join(' '))[:250] or \
            'unknown' }}
            """
        let kept = legend.messages[message].fields.filter { !Self.isEnvelope($0) }.map { field in
            "'\(field.name)': last.get('\(field.name)')"
        }
        return entity("sensor", object, named: name) { json in
            json.text("state_topic", stateTopic(of: message))
            json.text(
                "value_template", condition.map { "{% if \($0) %}\(who){% else %}{{ this.state }}{% endif %}" } ?? who)
            json.text("json_attributes_topic", stateTopic(of: message))
            // Of another call, what was there stays.
            let last = condition.map { "value_json if \($0) else this.attributes" } ?? "value_json"
            json.text(
                "json_attributes_template", "{% set last = \(last) %}{{ {\(kept.joined(separator: ", "))} | tojson }}")
            json.text("icon", icon)
            bridgeAvailability(&json)
        }
    }

    /// Whether a call was missed: somebody was to take it, and it was not one of our own to the outside.
    private func missed(_ end: Int) -> String {
        let fields = legend.fields(of: end)
        let words = fields.tones.filter { $0.value == .missed }.keys.sorted()
        let isMissed = "value_json.get('\(fields.outcome ?? "")') in \(Self.list(words))"
        return outward(fields).map { "\(isMissed) and not \($0)" } ?? isMissed
    }

    /// Whether somebody outside was called; `nil` where no word says so.
    private func outward(_ fields: Legend.Fields) -> String? {
        let words = fields.ways.filter { $0.value == .outward }.keys.sorted()
        guard let field = fields.direction, !words.isEmpty else { return nil }
        return "value_json.get('\(field)') in \(Self.list(words))"
    }

    private static func list(_ words: [String]) -> String {
        "[\(words.map { "'\($0.replacing("\\", with: "").replacing("'", with: ""))'" }.joined(separator: ", "))]"
    }

    /// Whether a field is of the message more than of what it is about.
    static func isEnvelope(_ field: MessageTable.Field) -> Bool {
        switch field.content {
        case .ownName, .description, .eventID, .sequence: true
        default: false
        }
    }

    private func stateTopic(of message: Int) -> String { "\(topicPrefix)/\(legend.messages[message].topicFilter)" }
}

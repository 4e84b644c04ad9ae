import AMI

extension Correlator {
    /// Renders a message of a call and puts it with the others. What it tells is what is known now; what it is dated
    /// is `time`, in microseconds.
    mutating func emit(_ number: Int, of call: Int, at time: Int64) {
        let message = tables.messages[number]
        calls[call].sequence += 1
        calls[call].sent[number] &+= 1
        let date = time == FactPool.unset ? now : Timestamp(microseconds: time)
        let id = calls[call].id
        let prefix = options.pbx.map { "\($0):" } ?? ""
        let eventID = "\(prefix)\(id):\(message.name):\(calls[call].sent[number])"
        // A message can be dated back; all its durations end then, too.
        let present = now
        now = date
        var json = JSONWriter()
        json.beginObject()
        for field in message.fields { write(field, of: message, call, date, eventID, to: &json) }
        json.endObject()
        now = present
        counters.messages += 1
        collected.append(
            CallEvent(
                message: number, name: message.name, callID: id,
                topic: Self.topic(message.topic, callID: id), time: date, sequence: calls[call].sequence,
                eventID: eventID, payload: json.bytes, qos: message.qos, retain: message.retain))
    }

    private func write(
        _ field: MessageTable.Field, of message: MessageTable, _ call: Int, _ date: Timestamp, _ eventID: String,
        to json: inout JSONWriter
    ) {
        let subjects = Subjects(call: call)
        switch field.content {
        case .ownName:
            json.key(field.name)
            json.string(message.name)
        case .description:
            json.key(field.name)
            json.string(message.description)
        case .eventID:
            json.key(field.name)
            json.string(eventID)
        case .sequence:
            json.key(field.name)
            json.literal(String(calls[call].sequence))
        case .pbx:
            guard let pbx = options.pbx else { return }
            json.key(field.name)
            json.string(pbx)
        case .text(let sources):
            let text = text(sources, subjects, RawSpan())
            if text.isEmpty { return missing(field, &json) }
            json.key(field.name)
            json.string(text)
        case .number(let sources):
            let number = number(sources, subjects, RawSpan())
            if number == FactPool.unset { return missing(field, &json) }
            json.key(field.name)
            json.literal(String(number))
        case .flag(let source):
            let number = number(source, subjects, RawSpan())
            if number == FactPool.unset { return missing(field, &json) }
            json.key(field.name)
            json.literal(number == 0 ? "false" : "true")
        case .time(let sources):
            let number = number(sources, subjects, RawSpan())
            if number == FactPool.unset { return missing(field, &json) }
            json.key(field.name)
            json.timestamp(Timestamp(microseconds: number))
        case .word(let source, let words):
            let number = number(source, subjects, RawSpan())
            guard number >= 0, number < words.count else { return missing(field, &json) }
            json.key(field.name)
            json.string(words[Int(number)])
        case .causeName(let source):
            guard let cause = cause(source, subjects) else { return missing(field, &json) }
            json.key(field.name)
            json.string(cause.name)
        case .causeDescription(let source):
            guard let cause = cause(source, subjects) else { return missing(field, &json) }
            json.key(field.name)
            json.string(cause.description)
        case .seconds(let from, let to):
            let (start, end) = (number(from, subjects, RawSpan()), number(to, subjects, RawSpan()))
            json.key(field.name)
            json.seconds(microseconds: start == FactPool.unset || end == FactPool.unset ? 0 : end - start)
        case .party(let number, let name):
            json.key(field.name)
            party(number, name, subjects, &json)
        case .parties(let number, let name, let conditions):
            json.key(field.name)
            json.beginArray()
            for channel in calls[call].channels {
                let each = Subjects(call: call, channel: channel)
                if holds(conditions, each, RawSpan()) { party(number, name, each, &json) }
            }
            json.endArray()
        }
    }

    private func missing(_ field: MessageTable.Field, _ json: inout JSONWriter) {
        if field.isOptional { return }
        json.key(field.name)
        json.literal("null")
    }

    private func cause(_ source: Source, _ subjects: Subjects) -> CauseTable? {
        let number = number(source, subjects, RawSpan())
        return number >= 0 && number < tables.causes.count ? tables.causes[Int(number)] : nil
    }

    private func party(_ number: [Source], _ name: [Source], _ subjects: Subjects, _ json: inout JSONWriter) {
        let (number, name) = (text(number, subjects, RawSpan()), text(name, subjects, RawSpan()))
        json.beginObject()
        json.key("extension")
        if number.isEmpty { json.literal("null") } else { json.string(number) }
        if !name.isEmpty {
            json.key("name")
            json.string(name)
        }
        json.endObject()
    }

    /// A topic with a call's id in it.
    private static func topic(_ template: String, callID: String) -> String {
        var topic = ""
        var rest = template[...]
        while let brace = rest.utf8.firstIndex(of: UInt8(ascii: "{")), rest[brace...].hasPrefix("{call_id}") {
            topic += rest[..<brace]
            topic += TopicLevel.escape(callID)
            rest = rest[rest.utf8.index(brace, offsetBy: "{call_id}".utf8.count)...]
        }
        return topic + rest
    }
}

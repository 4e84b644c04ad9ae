import AMI

extension Correlator {
    /// Renders a message and puts it with the others. What it tells is what is known now; what it is dated is `time`,
    /// in microseconds.
    mutating func emit(_ number: Int, _ subjects: Subjects, _ bytes: RawSpan, at time: Int64) {
        let message = tables.messages[number]
        // A message can be dated back; all its durations end then, too.
        let present = now
        if time != FactPool.unset { now = Timestamp(microseconds: time) }
        defer { now = present }
        var id = ""
        var sequence = 0
        var eventID = options.pbx.map { "\($0):" } ?? ""
        if let call = subjects.call {
            calls[call].sequence += 1
            calls[call].sent[number] &+= 1
            id = calls[call].id
            sequence = calls[call].sequence
            eventID += "\(id):\(message.name):\(calls[call].sent[number])"
        } else {
            // Whoever hears the same event from the same PBX comes to the same id: it is made of what the event says.
            eventID += "\(message.name):\(now.microseconds):\(Self.fingerprint(bytes))"
        }
        var json = JSONWriter()
        json.beginObject()
        for field in message.fields { write(field, of: message, subjects, bytes, eventID, to: &json) }
        json.endObject()
        if !message.retain { counters.messages += 1 }
        collected.append(
            CallEvent(
                message: number, name: message.name, callID: id, topic: topic(message.topic, subjects, bytes),
                time: now, sequence: sequence, eventID: eventID, payload: json.bytes,
                importance: message.importance, qos: message.qos,
                retain: message.retain, state: message.state))
        if observer != nil { observeMessage() }
    }

    /// FNV-1a of a message's bytes, 64 bits, in hexadecimal.
    private static func fingerprint(_ bytes: RawSpan) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for offset in 0..<bytes.byteCount {
            hash = (hash ^ UInt64(bytes.byte(at: offset))) &* 0x100_0000_01B3
        }
        return String(hash, radix: 16)
    }

    private func write(
        _ field: MessageTable.Field, of message: MessageTable, _ subjects: Subjects, _ bytes: RawSpan,
        _ eventID: String, to json: inout JSONWriter
    ) {
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
            json.literal(String(subjects.call.map { calls[$0].sequence } ?? 0))
        case .pbx:
            guard let pbx = options.pbx else { return }
            json.key(field.name)
            json.string(pbx)
        case .text(let sources):
            let text = text(sources, subjects, bytes)
            if text.isEmpty { return missing(field, &json) }
            json.key(field.name)
            json.string(text)
        case .number(let sources):
            let number = number(sources, subjects, bytes)
            if number == FactPool.unset { return missing(field, &json) }
            json.key(field.name)
            json.literal(String(number))
        case .headersAfter(let header):
            json.key(field.name)
            json.beginObject()
            headers(after: header, bytes, &json)
            json.endObject()
        case .flag(let source):
            let number = number(source, subjects, bytes)
            if number == FactPool.unset { return missing(field, &json) }
            json.key(field.name)
            json.literal(number == 0 ? "false" : "true")
        case .time(let sources):
            let number = number(sources, subjects, bytes)
            if number == FactPool.unset { return missing(field, &json) }
            json.key(field.name)
            json.timestamp(Timestamp(microseconds: number))
        case .word(let source, let words):
            let number = number(source, subjects, bytes)
            guard number >= 0, number < words.count else { return missing(field, &json) }
            json.key(field.name)
            json.string(words[Int(number)])
        case .headerWord(let header, let words, let otherwise):
            let code = Int(slots.code(header))
            let word = words.indices.contains(code) ? words[code] : nil
            guard slots.has(header), let word = word ?? otherwise else { return missing(field, &json) }
            json.key(field.name)
            json.string(word)
        case .causeName(let source):
            guard let cause = cause(source, subjects, bytes) else { return missing(field, &json) }
            json.key(field.name)
            json.string(cause.name)
        case .causeDescription(let source):
            guard let cause = cause(source, subjects, bytes) else { return missing(field, &json) }
            json.key(field.name)
            json.string(cause.description)
        case .seconds(let from, let to):
            let (start, end) = (number(from, subjects, bytes), number(to, subjects, bytes))
            json.key(field.name)
            json.seconds(microseconds: start == FactPool.unset || end == FactPool.unset ? 0 : end - start)
        case .party(let number, let name):
            let (number, name) = (text(number, subjects, bytes), text(name, subjects, bytes))
            if field.isOptional, number.isEmpty, name.isEmpty { return }
            json.key(field.name)
            party(number, name, &json)
        case .parties(let number, let name, let conditions):
            json.key(field.name)
            json.beginArray()
            for channel in subjects.call.map({ calls[$0].channels }) ?? [] {
                let each = Subjects(call: subjects.call, channel: channel)
                if holds(conditions, each, bytes) {
                    party(text(number, each, bytes), text(name, each, bytes), &json)
                }
            }
            json.endArray()
        }
    }

    private func missing(_ field: MessageTable.Field, _ json: inout JSONWriter) {
        if field.isOptional { return }
        json.key(field.name)
        json.literal("null")
    }

    private func cause(_ source: Source, _ subjects: Subjects, _ bytes: RawSpan) -> CauseTable? {
        let number = number(source, subjects, bytes)
        return number >= 0 && number < tables.causes.count ? tables.causes[Int(number)] : nil
    }

    private func party(_ number: String, _ name: String, _ json: inout JSONWriter) {
        json.beginObject()
        json.key("extension")
        if number.isEmpty { json.literal("null") } else { json.string(number) }
        if !name.isEmpty {
            json.key("name")
            json.string(name)
        }
        json.endObject()
    }

    /// The headers of the event that come after one, of those with the same name the first.
    private func headers(after header: Int, _ bytes: RawSpan, _ json: inout JSONWriter) {
        var names: Set<String> = []
        var rest = AMIHeaderIterator(bytes.extracting(slots.range(header).upperBound...))
        while let header = rest.next() {
            let name = String(repairing: header.name)
            guard names.insert(name).inserted else { continue }
            json.key(name)
            json.string(String(repairing: header.value))
        }
    }

    /// A message's topic. A level of a topic holds no `/`, no wildcard and no control character (MQTT 5, 4.7), and
    /// values come from the wire, so such bytes stand there as `%2F` and the like.
    private func topic(_ pieces: [MessageTable.TopicPiece], _ subjects: Subjects, _ bytes: RawSpan) -> String {
        var topic = ""
        for piece in pieces {
            switch piece {
            case .text(let text): topic += text
            case .value(let source): topic += TopicLevel.escape(text(source, subjects, bytes))
            }
        }
        return topic
    }
}

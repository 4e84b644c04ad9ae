import AMI
@_spi(Runtime) import CallLogic

extension Correlator {
    /// Renders a message and queues it. Its contents are what is known now; its timestamp is `time`,
    /// in microseconds.
    ///
    /// - Parameter onlyIfChanged: Whether it is only sent if more than its timestamp differs from the last one.
    mutating func emit(
        _ number: Int, _ subjects: Subjects, _ bytes: RawSpan, at time: Int64, onlyIfChanged: Bool = false
    ) {
        // What is about no call has nothing of the one that it was sent by.
        let subjects = tables.messages[number].isAboutCall ? subjects : Subjects()
        let isSaying = saying >= 0 && tables.messages[number].isAboutCall
        let state = isSaying ? machine.sayings[Int(saying)] : tables.messages[number].state
        if isSaying { saying = -1 }
        guard isSent[number] else {
            // The call's story is the same, though nobody hears this part of it.
            if claims != nil { checkClaims(number, of: subjects, state: state) }
            return
        }
        // A message can be dated back; all its durations end then, too.
        let present = now
        if time != FactPool.unset { now = Timestamp(microseconds: time) }
        defer { now = present }
        if let call = subjects.call {
            if !tables.messages[number].isAside { calls[call].sequence += 1 }
            sent[call, number] += 1
        }
        // Taken out while it is written to: what is written is read from here.
        guard var draft = self.draft.take() else { preconditionFailure("a message is made within another") }
        draft.clear()
        makeEventID(number, subjects, bytes, &draft.eventID)
        makeTopic(number, subjects, bytes, &draft.topic)
        let eventID = String(repairing: draft.eventID.bytes)
        draft.json.beginObject()
        var content: UInt64 = 1
        for piece in machine.messages[number].pieces.range {
            let start = draft.json.bytes.byteCount
            write(machine.pieces[piece], subjects, bytes, eventID, &draft.json)
            if machine.messages[number].isCompared, !machine.pieces[piece].isOfTime {
                content = draft.json.bytes.extracting(start...).hash(seed: content | 1)
            }
        }
        draft.json.endObject()
        if machine.messages[number].isCompared {
            let isNew = note(content, at: draft.topic.bytes)
            if onlyIfChanged, !isNew {
                self.draft = consume draft
                return
            }
        }
        if !tables.messages[number].retain { counters.messages += 1 }
        collected.append(
            CallEvent(
                name: tables.messages[number].name, causeName: causeName(number, subjects, bytes),
                callID: subjects.call.map { text(of: callIDs.id($0)) } ?? "",
                topic: String(repairing: draft.topic.bytes), time: now,
                sequence: subjects.call.map { Int(calls[$0].sequence) } ?? 0,
                eventID: eventID,
                payload: [UInt8](copying: draft.json.bytes),
                importance: tables.messages[number].importance, qos: tables.messages[number].qos,
                retain: tables.messages[number].retain,
                state: state))
        if claims != nil { checkClaims(number, of: subjects, state: state) }
        self.draft = consume draft
        if observer != nil { observeMessage() }
    }

    /// How many states are held against what was last sent.
    private static var mostSaid: Int { 200_000 }
    /// Any number with as many ones as zeros would do.
    static var topicSeed: UInt64 { 0x9D39_247E_3377_6D41 }

    /// Notes what is sent at a topic, and says whether it is another thing than the last time.
    private mutating func note(_ content: UInt64, at topic: RawSpan) -> Bool {
        let topic = topic.hash(seed: Self.topicSeed)
        if said[topic] == content { return false }
        // What is sent again where nothing changed does no harm.
        if said.count >= Self.mostSaid { said.removeAll(keepingCapacity: true) }
        said[topic] = content
        return true
    }

    /// The cause in a message; `nil` if it has none.
    private mutating func causeName(_ number: Int, _ subjects: Subjects, _ bytes: RawSpan) -> String? {
        guard let operand = machine.messages[number].cause else { return nil }
        let cause = self.number(operand, subjects, bytes)
        return tables.causes.indices.contains(Int(cause)) ? tables.causes[Int(cause)].name : nil
    }

    private mutating func makeEventID(
        _ number: Int, _ subjects: Subjects, _ bytes: RawSpan, _ eventID: inout ByteBuffer
    ) {
        if let pbx = options.pbx {
            eventID.append(pbx)
            eventID.append(UInt8(ascii: ":"))
        }
        let name = tables.messages[number].name
        if let call = subjects.call {
            eventID.append(copying: texts.span(of: callIDs.id(call)))
            eventID.append(UInt8(ascii: ":"))
            eventID.append(name)
            eventID.append(UInt8(ascii: ":"))
            eventID.append(decimal: Int64(sent[call, number]))
        } else {
            // Whoever hears the same event from the same PBX comes to the same id: it is made of what the event says.
            eventID.append(name)
            eventID.append(UInt8(ascii: ":"))
            eventID.append(decimal: now.microseconds)
            eventID.append(UInt8(ascii: ":"))
            eventID.append(hexadecimal: bytes.hash(seed: Self.fingerprintSeed))
        }
    }

    /// The same for all, so that all come to the same; any number with as many ones as zeros would do.
    private static var fingerprintSeed: UInt64 { 0x5851_F42D_4C95_7F2D }

    /// A message's topic. A level of a topic holds no `/`, no wildcard and no control character (MQTT 5, 4.7), and
    /// values come from the wire, so such bytes stand there as `%2F` and the like.
    mutating func makeTopic(_ number: Int, _ subjects: Subjects, _ bytes: RawSpan, _ topic: inout ByteBuffer) {
        for piece in machine.messages[number].topic.range {
            switch machine.topicPieces[piece] {
            case .bytes(let slice): topic.append(copying: constant(slice))
            case .value(let operand):
                let place = text(operand, subjects, bytes)
                TopicLevel.append(span(place, bytes), to: &topic)
            }
        }
    }

    private mutating func write(
        _ piece: Piece, _ subjects: Subjects, _ bytes: RawSpan, _ eventID: String, _ json: inout JSONWriter
    ) {
        let (key, value, isOptional): (Slice, Piece.Value, Bool)
        switch piece {
        case .json(let slice): return json.literal(constant(slice))
        case .field(let its, let held, let isLeftOut): (key, value, isOptional) = (its, held, isLeftOut)
        }
        switch value {
        case .eventID:
            json.key(json: constant(key))
            json.string(eventID)
        case .sequence:
            json.key(json: constant(key))
            json.number(subjects.call.map { Int64(calls[$0].sequence) } ?? 0)
        case .variables: writeVariables(subjects.call, key: key, &json)
        case .text(let operands):
            let text = text(operands, subjects, bytes)
            if text.isEmpty { return missing(key, isOptional, &json) }
            json.key(json: constant(key))
            json.string(span(text, bytes))
        case .number(let operands):
            let number = number(operands, subjects, bytes)
            if number == FactPool.unset { return missing(key, isOptional, &json) }
            json.key(json: constant(key))
            json.number(number)
        case .headersAfter(let header):
            json.key(json: constant(key))
            json.beginObject()
            headers(after: Int(header), bytes, &json)
            json.endObject()
        case .flag(let operand):
            let number = number(operand, subjects, bytes)
            if number == FactPool.unset { return missing(key, isOptional, &json) }
            json.key(json: constant(key))
            json.literal(RawSpan(number == 0 ? "false" : "true"))
        case .time(let operands):
            let number = number(operands, subjects, bytes)
            if number == FactPool.unset { return missing(key, isOptional, &json) }
            json.key(json: constant(key))
            json.timestamp(Timestamp(microseconds: number))
        case .word(let operand, let words):
            let number = number(operand, subjects, bytes)
            guard number >= 0, number < words.count else { return missing(key, isOptional, &json) }
            json.key(json: constant(key))
            json.literal(constant(machine.jsonWords[Int(words.start) + Int(number)]))
        case .headerWord(let header, let words):
            let code = min(Int(slots.code(Int(header))), Int(words.count) - 1)
            let word = machine.jsonWords[Int(words.start) + code]
            guard slots.has(Int(header)), word.count > 0 else { return missing(key, isOptional, &json) }
            json.key(json: constant(key))
            json.literal(constant(word))
        case .seconds(let from, let to):
            let (start, end) = (number(from, subjects, bytes), number(to, subjects, bytes))
            if isOptional, start == FactPool.unset || end == FactPool.unset { return }
            json.key(json: constant(key))
            json.seconds(microseconds: start == FactPool.unset || end == FactPool.unset ? 0 : end - start)
        case .party(let number, let name):
            let (number, name) = (text(number, subjects, bytes), text(name, subjects, bytes))
            if isOptional, number.isEmpty, name.isEmpty { return }
            json.key(json: constant(key))
            party(number, name, bytes, &json)
        case .parties(let number, let name, let tests):
            json.key(json: constant(key))
            json.beginArray()
            var next = subjects.call.flatMap { ChannelLinks.first(calls[$0].channels) }
            while let channel = next {
                next = callMembers.next(channel)
                let each = Subjects(call: subjects.call, channel: channel)
                if holds(tests, each, bytes) {
                    party(text(number, each, bytes), text(name, each, bytes), bytes, &json)
                }
            }
            json.endArray()
        }
    }

    /// Bytes that stand in every such message.
    @inline(__always)
    @_lifetime(borrow self)
    private func constant(_ slice: Slice) -> RawSpan { machine.bytes.span.bytes.extracting(slice.range) }

    private mutating func missing(_ key: Slice, _ isOptional: Bool, _ json: inout JSONWriter) {
        if isOptional { return }
        json.key(json: constant(key))
        json.literal(RawSpan("null"))
    }

    private mutating func party(_ number: TextPlace, _ name: TextPlace, _ bytes: RawSpan, _ json: inout JSONWriter) {
        json.beginObject()
        json.key(RawSpan("extension"))
        if number.isEmpty { json.literal(RawSpan("null")) } else { json.string(span(number, bytes)) }
        if !name.isEmpty {
            json.key(RawSpan("name"))
            json.string(span(name, bytes))
        }
        json.endObject()
    }

    /// The headers of the event that come after one, of those with the same name the first.
    private mutating func headers(after header: Int, _ bytes: RawSpan, _ json: inout JSONWriter) {
        var names: Set<String> = []
        var rest = AMIHeaderIterator(bytes.extracting(slots.end(header)...))
        while let header = rest.next() {
            let name = String(repairing: header.name)
            guard names.insert(name).inserted else { continue }
            json.key(name)
            json.string(String(repairing: header.value))
        }
    }
}

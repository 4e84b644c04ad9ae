import AMI
import HeapModule
@_spi(Runtime) import CallLogic

extension Correlator {
    /// What changed since this was last asked: each call that is new or known differently, whole, and each that is over.
    /// Empty, always, unless ``CorrelatorOptions/notesChanges`` is set.
    public mutating func takeChanges() -> [CallChange] {
        if changed.isEmpty, over.isEmpty { return [] }
        var changes = over.map { CallChange(callID: $0, record: nil) }
        over.removeAll(keepingCapacity: true)
        for place in changed {
            calls[place].isChanged = false
            // The place of one that is over can be another's by now, which is in the list itself.
            guard callIDs.isTaken(place) else { continue }
            changes.append(CallChange(callID: text(of: callIDs.id(place)), record: record(of: place)))
        }
        changed.removeAll(keepingCapacity: true)
        return changes
    }

    mutating func noteChange(of call: Int) {
        guard options.notesChanges, !calls[call].isChanged else { return }
        calls[call].isChanged = true
        changed.append(call)
    }

    mutating func noteEnd(of call: Int) {
        guard options.notesChanges else { return }
        over.append(text(of: callIDs.id(call)))
    }

    /// An earlier run published events of a call that is going on, the last of them with this number. So the call does
    /// not end in silence, whatever else is known of it, and its numbers go on from there.
    package mutating func resume(_ callID: String, after sequence: Int) {
        let id = Array(callID.utf8)
        guard let call = callIDs.find(id.span.bytes, in: texts), SavedCall.sequences.contains(sequence) else { return }
        calls[call].sequence = max(calls[call].sequence, Int32(sequence))
    }

    /// Others publish events of a call while this correlator follows it, the last of them with this number. So the call
    /// does not end in silence here. One that is followed from its beginning is numbered as theirs is; of one that was
    /// found, the numbers go on from there.
    ///
    /// - Returns: Whether the call is going on.
    package mutating func othersPublished(of callID: String, upTo sequence: Int) -> Bool {
        let id = Array(callID.utf8)
        guard let call = callIDs.find(id.span.bytes, in: texts) else { return false }
        guard SavedCall.sequences.contains(sequence), sequence > 0 else { return true }
        calls[call].isPublishedByOthers = true
        if calls[call].isFound, calls[call].sequence == 0 { calls[call].sequence = Int32(sequence) }
        return true
    }

    /// Others published events of a call, the last of them with this number, and it ended here in silence: it ends once
    /// more, as one whose end nobody saw. Of any other call nothing is done.
    package mutating func endPublished(_ callID: String, after sequence: Int) {
        let id = Array(callID.utf8)
        guard SavedCall.sequences.contains(sequence), sequence > 0,
            let ended = endedCalls.find(id.span.bytes, in: texts), endedCalls[ended].sequence == 0,
            callIDs.find(id.span.bytes, in: texts) == nil
        else { return }
        let present = now
        now = endedCalls[ended].endedAt
        defer { now = present }
        let text = insert(callID)
        defer { texts.release(text) }
        let place = texts.place(of: text)
        guard let channel = begin(channel: place, name: TextPlace.empty, call: place, RawSpan()) else { return }
        let call = Int(channels[channel].call)
        claims?.forgive(call)
        calls[call].sequence = Int32(sequence)
        end(channel, .lastChannelLost)
    }

    /// How many events of a call were published, here or by others; of the latter it may only be known that there are.
    func messages(ofCall call: Int) -> Int64 {
        Int64(max(calls[call].sequence, calls[call].isPublishedByOthers ? 1 : 0))
    }

    // MARK: Records

    private func record(of place: Int) -> [UInt8] {
        let call = calls[place]
        var writer = RecordWriter()
        writer.text(texts.span(of: callIDs.id(place)))
        writer.number(Int64(call.state))
        writer.number(call.beganAt.microseconds)
        writer.number(Int64(call.sequence))
        for message in tables.messages.indices { writer.number(Int64(sent[place, message])) }
        writer.text(texts.span(of: call.mergedInto))
        writer.numbers(callFacts.numbers.map { callFacts.number(place, $0) })
        for text in 0..<tables.callTextCount { writer.text(texts.span(of: callFacts.text(place, text))) }
        writer.numbers((0..<tables.timers.count).map { due[place * tables.timers.count + $0] })
        let known = callVariables.names.indices.filter { callVariables[place, $0] != TextStore.empty }
        writer.number(Int64(known.count))
        for variable in known {
            let name = Array(callVariables.names[variable].utf8)
            writer.text(name.span.bytes)
            writer.text(texts.span(of: callVariables[place, variable]))
        }
        writer.number(Int64(call.channels.count))
        var next = ChannelLinks.first(call.channels)
        while let channel = next {
            next = callMembers.next(channel)
            let bridge = Int(channels[channel].bridge)
            writer.text(texts.span(of: channelIDs.id(channel)))
            writer.text(texts.span(of: channels[channel].name))
            writer.text(texts.span(of: bridge < 0 ? TextStore.empty : bridgeIDs.id(bridge)))
            writer.numbers(channelFacts.numbers.map { channelFacts.number(channel, $0) })
            for text in 0..<tables.channelTextCount { writer.text(texts.span(of: channelFacts.text(channel, text))) }
        }
        return writer.bytes
    }

    /// Goes on with a call from a record that a correlator whose tables have the same `layout` made.
    ///
    /// Its channels existed when it was stored: a resynchronisation has to find out which still do.
    /// - Returns: Whether it could be read and there was room for it; otherwise nothing was done.
    public mutating func restore(_ record: [UInt8]) -> Bool {
        guard let saved = SavedCall(record, tables), callIDs.count < options.maximumCalls,
            channelIDs.count + saved.channels.count <= options.maximumChannels, isNew(saved)
        else { return false }
        let present = now
        now = saved.beganAt
        defer { now = present }
        let id = insert(saved.id)
        defer { texts.release(id) }
        let place = begin(call: texts.place(of: id), RawSpan())
        claims?.forgive(place)
        calls[place].state = Int16(saved.state)
        calls[place].sequence = Int32(clamping: saved.sequence)
        for (message, count) in saved.sent.enumerated() { sent[place, message] = count }
        calls[place].mergedInto = insert(saved.mergedInto)
        for (fact, number) in zip(callFacts.numbers, saved.numbers) { callFacts.set(place, fact, number) }
        for (fact, text) in saved.texts.enumerated() { callFacts.set(place, fact, text: insert(text)) }
        for (timer, time) in saved.due.enumerated() where time != FactPool.unset {
            due[place * tables.timers.count + timer] = time
            deadlines.insert(Deadline(time: Timestamp(microseconds: time), call: place, timer: timer))
        }
        for (name, value) in saved.variables {
            if let variable = callVariables.names.firstIndex(of: name) {
                callVariables[place, variable] = insert(value)
            }
        }
        for saved in saved.channels { restore(saved, call: id) }
        return true
    }

    private mutating func restore(_ saved: SavedCall.Channel, call: UInt32) {
        let (id, name, bridge) = (insert(saved.id), insert(saved.name), insert(saved.bridge))
        defer {
            texts.release(id)
            texts.release(name)
            texts.release(bridge)
        }
        guard
            let channel = begin(
                channel: texts.place(of: id), name: texts.place(of: name), call: texts.place(of: call), RawSpan())
        else { return }
        for (fact, number) in zip(channelFacts.numbers, saved.numbers) { channelFacts.set(channel, fact, number) }
        for (fact, text) in saved.texts.enumerated() { channelFacts.set(channel, fact, text: insert(text)) }
        // What follows from names follows from the patterns of today.
        setNameFlags(channel)
        if bridge != TextStore.empty { enter(channel, bridge: texts.place(of: bridge), RawSpan()) }
    }

    /// Whether neither the call nor any of its channels is known.
    private func isNew(_ saved: SavedCall) -> Bool {
        func isKnown(_ id: String, _ directory: borrowing Directory) -> Bool {
            let bytes = Array(id.utf8)
            return directory.find(bytes.span.bytes, in: texts) != nil
        }
        return !isKnown(saved.id, callIDs) && !saved.channels.contains { isKnown($0.id, channelIDs) }
    }

    private mutating func insert(_ text: String) -> UInt32 {
        let bytes = Array(text.utf8)
        return texts.insert(bytes.span.bytes)
    }
}

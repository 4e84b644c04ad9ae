import HeapModule

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
            guard !calls[place].id.isEmpty else { continue }
            changes.append(CallChange(callID: calls[place].id, record: record(of: place)))
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
        over.append(calls[call].id)
    }

    // MARK: Records

    private func record(of place: Int) -> [UInt8] {
        let call = calls[place]
        var writer = RecordWriter()
        writer.text(call.id)
        writer.number(Int64(call.state))
        writer.number(call.beganAt.microseconds)
        writer.number(Int64(call.sequence))
        for count in call.sent { writer.number(Int64(count)) }
        writer.text(call.mergedInto)
        writer.numbers((0..<tables.callNumbers.count).map { callFacts.number(place, $0) })
        for text in 0..<tables.callTextCount { writer.text(callFacts.text(place, text)) }
        writer.numbers((0..<tables.timers.count).map { due[place * tables.timers.count + $0] })
        writer.number(Int64(call.channels.count))
        for channel in call.channels {
            writer.text(channels[channel].id)
            writer.text(channels[channel].name)
            writer.text(channels[channel].bridge)
            writer.numbers((0..<tables.channelNumbers.count).map { channelFacts.number(channel, $0) })
            for text in 0..<tables.channelTextCount { writer.text(channelFacts.text(channel, text)) }
        }
        return writer.bytes
    }

    /// Goes on with a call from a record that a correlator whose tables have the same ``CallTables/layout`` made.
    ///
    /// Its channels are only known to have been there: a roll call has to tell which of them still are.
    /// - Returns: Whether it could be read and there was room for it; otherwise nothing was done.
    public mutating func restore(_ record: [UInt8]) -> Bool {
        guard let saved = SavedCall(record, tables), callPlaces[saved.id] == nil,
            callPlaces.count < options.maximumCalls,
            channelPlaces.count + saved.channels.count <= options.maximumChannels,
            saved.channels.allSatisfy({ channelPlaces[$0.id] == nil })
        else { return false }
        let present = now
        now = saved.beganAt
        defer { now = present }
        let place = begin(call: saved.id)
        calls[place].state = saved.state
        calls[place].sequence = saved.sequence
        calls[place].sent = saved.sent
        calls[place].mergedInto = saved.mergedInto
        for (fact, number) in saved.numbers.enumerated() { callFacts.set(place, fact, number) }
        for (fact, text) in saved.texts.enumerated() { callFacts.set(place, fact, text) }
        for (timer, time) in saved.due.enumerated() where time != FactPool.unset {
            due[place * tables.timers.count + timer] = time
            deadlines.insert(Deadline(time: Timestamp(microseconds: time), call: place, timer: timer))
        }
        for saved in saved.channels {
            guard let channel = begin(channel: saved.id, name: saved.name, call: calls[place].id) else { continue }
            for (fact, number) in saved.numbers.enumerated() { channelFacts.set(channel, fact, number) }
            for (fact, text) in saved.texts.enumerated() { channelFacts.set(channel, fact, text) }
            // What follows from names follows from the patterns of today.
            setNameFlags(channel)
            if !saved.bridge.isEmpty { enter(channel, bridge: saved.bridge) }
        }
        return true
    }
}

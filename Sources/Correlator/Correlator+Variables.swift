import AMI
@_spi(Runtime) import CallLogic

// Variables of channels: the ones that an installation names are kept for each call, and published in all its events.
extension Correlator {
    /// The longest value that is kept, in bytes.
    private static var longestValue: Int { 1024 }

    /// Reads the variables in an event.
    mutating func takeVariables(_ event: Int, of subjects: Subjects, _ bytes: RawSpan) {
        guard !callVariables.names.isEmpty, let table = tables.variables,
            let call = (subjects.channel ?? subjects.peer).flatMap({ self.call(of: $0) })
        else { return }
        if event == table.event {
            let name = String(repairing: span(slots.place(table.name), bytes))
            guard let place = callVariables.place(of: name) else { return }
            let value = Array(String(repairing: span(slots.place(table.value), bytes)).utf8)
            set(place, of: call, to: value.span.bytes)
            return
        }
        // What an event's author may write himself says nothing of channels.
        let opening = openings[event]
        let end = opening >= 0 && slots.has(opening) ? slots.end(opening) : bytes.byteCount
        let suffix = callVariables.header.count
        var headers = AMIHeaderIterator(bytes.extracting(0..<end))
        while let header = headers.next() {
            let start = header.name.byteCount - suffix
            guard start >= 0, header.name.extracting(start...).equals(callVariables.header.span.bytes) else { continue }
            let text = String(repairing: header.value)
            guard let equals = text.firstIndex(of: "="), let place = callVariables.place(of: text[..<equals])
            else { continue }
            let value = Array(text[text.index(after: equals)...].utf8)
            // A header has all of them, also those that nobody has set.
            if !value.isEmpty { set(place, of: call, to: value.span.bytes) }
        }
    }

    private mutating func set(_ variable: Int, of call: Int, to value: RawSpan) {
        let old = callVariables[call, variable]
        if value.equals(texts.span(of: old)) { return }
        guard value.byteCount <= Self.longestValue else {
            counters.overBound += 1
            return
        }
        texts.release(old)
        callVariables[call, variable] = value.byteCount == 0 ? TextStore.empty : texts.insert(value)
        noteChange(of: call)
    }

    /// A call takes from another, whose channel comes over, what it does not know itself.
    mutating func carryVariables(from old: Int, to call: Int) {
        for variable in callVariables.names.indices where callVariables[call, variable] == TextStore.empty {
            let value = callVariables[old, variable]
            if value != TextStore.empty { callVariables[call, variable] = texts.share(value) }
        }
    }

    /// A call is over, or begins where another was.
    mutating func forgetVariables(of call: Int) {
        for variable in callVariables.names.indices where callVariables[call, variable] != TextStore.empty {
            texts.release(callVariables[call, variable])
            callVariables[call, variable] = TextStore.empty
        }
    }

    /// Other variables are wanted from now on; what is known of those that stay is kept.
    mutating func rename(variables names: [String]) {
        if names == callVariables.names { return }
        var renamed = CallVariables()
        renamed.names = names
        renamed.header = callVariables.header
        for call in calls.indices {
            for (variable, name) in callVariables.names.enumerated() {
                let value = callVariables[call, variable]
                if value == TextStore.empty { continue }
                if let place = names.firstIndex(of: name) {
                    renamed[call, place] = value
                } else {
                    texts.release(value)
                }
            }
        }
        callVariables = renamed
    }

    mutating func writeVariables(_ call: Int?, key: Slice, _ json: inout JSONWriter) {
        guard let call else { return }
        var isOpen = false
        for (variable, name) in callVariables.names.enumerated() {
            let value = callVariables[call, variable]
            if value == TextStore.empty { continue }
            if !isOpen {
                json.key(json: machine.bytes.span.bytes.extracting(key.range))
                json.beginObject()
                isOpen = true
            }
            json.key(name)
            json.string(texts.span(of: value))
        }
        if isOpen { json.endObject() }
    }
}

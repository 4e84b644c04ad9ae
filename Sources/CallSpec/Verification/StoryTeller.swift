/// Tells in names and headers what a model did in steps.
struct StoryTeller {
    private let model: Model
    private var spec: Specification { model.program.specification }

    init(_ model: Model) {
        self.model = model
    }

    /// The story, and what would have to be kept track of to know for sure that it can happen, choice by choice.
    func story(of steps: [Explorer.Step], fault: String) -> (story: Story, missing: [Tracking]) {
        model.missing = []
        var story = Story(steps: [], fault: fault)
        var state = model.layout.empty
        model.trace = ModelTrace(calls: model.layout.calls, channels: model.layout.channels)
        for step in steps {
            model.trace?.begin()
            model.chooser = Chooser(path: step.choices)
            _ = model.run(step.event, from: state)
            if let trace = model.trace {
                story.steps += tell(step.event, trace)
                story.isLoose = story.isLoose || trace.isLoose
            }
            switch step.event {
            case .present, .rollCallComplete: story.hasRollCall = true
            default: break
            }
            model.canonicalise()
            story.steps[story.steps.count - 1].calls = calls()
            state = model.cells
        }
        model.trace = nil
        return (story, model.missing)
    }

    /// The calls that go on, with their states where they are known.
    private func calls() -> [String] {
        (0..<model.layout.calls).filter { model.isLive($0) }.map { call in
            let state = Int(model.cells[model.layout.row(call: call) + ModelLayout.CallCell.state])
            let name = model.trace?.calls[call] ?? ""
            return model.slice.tracking.states && model.isWatched(call)
                ? "\(name) \(spec.states[state].name.text)" : name
        }
    }

    private func tell(_ event: ModelEvent, _ trace: ModelTrace) -> [Story.Step] {
        func step(_ title: String, _ headers: [(name: String, value: String)], _ milliseconds: Int = 10) -> Story.Step {
            .init(
                headers: headers, milliseconds: milliseconds, title: title,
                messages: trace.messages.map { (spec.messages[$0.message].name.text, $0.call) },
                consequences: trace.told, calls: [])
        }
        switch event {
        case .timer(let timer):
            let declaration = spec.timers[timer]
            return [
                step(
                    "the timer '\(declaration.name.text)' of call \(trace.timerCall ?? "") is over", strangeEvent,
                    declaration.milliseconds + 10)
            ]
        case .rollCallComplete(let number):
            let name = spec.ami.events[number].name.text
            let lost = trace.lost.map(\.name).joined(separator: ", ")
            return [step("\(name): \(lost) not named in the roll call", [("Event", name)])]
        case .pair(let number):
            let event = spec.ami.events[number]
            let own = [spec.ami.channelID, spec.ami.channelName, spec.ami.callID].map(\.text)
            let members = [(trace.channel, trace.channelCall), (trace.peer, trace.peerCall)]
            return members.compactMap { channel, call in
                guard let channel else { return nil }
                var headers: [(name: String, value: String)] = [("Event", event.name.text)]
                headers += [(event.prefix + own[1], channel.name), (event.prefix + own[0], channel.id)]
                if let call { headers.append((event.prefix + own[2], call)) }
                if let header = spec.ami.bridgeID { headers.append((header.text, "pair")) }
                return step("\(event.name.text), \(channel.name), beside the other", headers)
            }
        case .ami(let number), .present(let number):
            let event = spec.ami.events[number]
            var title = event.name.text
            if let channel = trace.channel { title += ", \(channel.name)" }
            if let peer = trace.peer { title += ", second channel \(peer.name)" }
            if let call = trace.channelCall ?? trace.peerCall { title += ", call \(call)" }
            let own = [spec.ami.channelID, spec.ami.channelName, spec.ami.callID].map(\.text)
            var headers: [(name: String, value: String)] = [("Event", event.name.text)]
            func say(_ prefix: String, _ channel: ModelTrace.Channel, _ call: String?) {
                headers.append((prefix + own[1], channel.name))
                headers.append((prefix + own[0], channel.id))
                if let call { headers.append((prefix + own[2], call)) }
            }
            if let channel = trace.channel { say(event.prefix, channel, trace.channelCall) }
            if let peer = event.peer?.text, let channel = trace.peer { say(peer, channel, trace.peerCall) }
            if let bridge = trace.bridge, let header = spec.ami.bridgeID { headers.append((header.text, bridge)) }
            for header in event.headers.map(\.text) + own.map({ event.prefix + $0 }) {
                guard !headers.contains(where: { $0.name == header }) else { continue }
                if header == event.peerDevice?.text {
                    if let device = trace.device { headers.append((header, device)) }
                    continue
                }
                guard let (value, isAsked) = value(of: header) else { continue }
                headers.append((header, value))
                if isAsked { title += ", \(header): \(value)" }
            }
            return [step(title, headers)]
        }
    }

    /// What a header says, and whether anybody asked; `nil` where it is not there.
    private func value(of header: String) -> (String, isAsked: Bool)? {
        guard let number = model.program.headers.firstIndex(where: { $0.name == header }) else { return nil }
        let (mask, vocabulary) = (model.masks[number], model.program.headers[number].vocabulary)
        if let pin = model.pins[number] { return (pin.text, true) }
        let isAsked = mask != model.openMasks[number]
        // What nobody asked for is left out, or is what it mostly is.
        guard isAsked else { return nil }
        for (code, word) in vocabulary.enumerated() where mask & HeaderValues.word(code) != 0 { return (word, true) }
        let values = (spec.ami.headers.first { $0.name.text == header }?.values ?? [])
            .filter { !vocabulary.contains($0) && mask & HeaderValues.bit(of: $0) != 0 }
        if let value = values.first { return (value, true) }
        if mask & HeaderValues.number != 0 { return (String(model.slice.vocabulary.stranger), true) }
        return mask & HeaderValues.text != 0 ? ("*", true) : nil
    }

    /// The end of a channel that nobody knows: it has no effect but that time passes. The runtime reads the events that
    /// end channels whatever the spec says of them; others only where something can come of them.
    private var strangeEvent: [(name: String, value: String)] {
        guard let event = spec.ami.events.first(where: { $0.channel == .ends }) else { return [] }
        return [("Event", event.name.text), (event.prefix + spec.ami.channelID.text, "1600000000.1")]
    }
}

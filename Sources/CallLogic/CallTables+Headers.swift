extension CallTables {
    /// For each event, which headers have to be looked at: those by which the runtime knows channels, calls and bridges,
    /// and those that anything which it can set off asks for.
    package var headersRead: [[Bool]] {
        // What happens without an event of its own happens on the way of any.
        var always = Array(repeating: false, count: headers.count)
        let occurring =
            Occurrence.allCases.flatMap { occurrences[$0] }
            + timers.flatMap(\.triggers) + things.flatMap { $0.timers.flatMap(\.triggers) }
        for trigger in occurring { read(trigger, &always) }
        always[identity.time] = true
        if let rollCall { always[rollCall.actionID] = true }
        return events.enumerated().map { number, event in
            var read = always
            if let variables, variables.event == number {
                read[variables.name] = true
                read[variables.value] = true
            }
            for subject in [event.channel, event.peer] + event.otherPeers {
                guard let subject else { continue }
                for header in [subject.id, subject.name, subject.call] { read[header] = true }
            }
            if let device = event.peerDevice { read[device] = true }
            if case .rollCallComplete = event.subject, let count = rollCall?.count { read[count] = true }
            if event.bridge != .none, let bridge = identity.bridgeID { read[bridge] = true }
            for trigger in event.triggers + event.pairTriggers { self.read(trigger, &read) }
            for key in event.things { self.read(key.sources, &read) }
            return read
        }
    }

    private func read(_ trigger: Int, _ read: inout [Bool]) {
        self.read(triggers[trigger], &read)
        for row in 0...finalStates.count {
            for rule in choices[Int(transitions[row * triggers.count + trigger])] {
                self.read(rules[rule].conditions, &read)
                for action in rules[rule].actions { self.read(action, &read) }
            }
        }
    }

    private func read(_ conditions: [Condition], _ read: inout [Bool]) {
        for condition in conditions {
            self.read([condition.source], &read)
            switch condition.test {
            case .sameText(let other), .sameNumber(let other), .atLeast(let other): self.read([other], &read)
            case .any(let groups): for group in groups { self.read(group, &read) }
            case .vocabulary, .isSet, .number, .texts, .matches, .digits: break
            }
        }
    }

    private func read(_ sources: [Source], _ read: inout [Bool]) {
        for source in sources {
            switch source {
            case .header(let header), .headerEndpoint(let header), .headerUser(let header), .headerAgo(let header):
                read[header] = true
            case .guarded(let source, let conditions):
                self.read([source], &read)
                self.read(conditions, &read)
            case .joined(let sources): self.read(sources, &read)
            case .count(_, let conditions): self.read(conditions, &read)
            case .callNumber, .callText, .channelNumber, .channelText, .peerNumber, .peerText, .otherNumber, .otherText,
                .thingNumber, .thingText, .thingKey, .thingEndpoint, .least, .known, .number, .text:
                break
            }
        }
    }

    private func read(_ action: Action, _ read: inout [Bool]) {
        switch action {
        case .setNumber(_, _, let sources, _), .setCause(_, _, let sources), .setText(_, _, let sources, _):
            self.read(sources, &read)
        case .addNumber(_, _, let source), .keepThings(_, let source): self.read([source], &read)
        case .setParty(_, _, let number, let name, _): self.read(number + name, &read)
        case .appendText(_, _, let sources): self.read(sources, &read)
        case .eachChannel(let conditions, let actions):
            self.read(conditions, &read)
            for action in actions { self.read(action, &read) }
        case .emitForEach(let message, let line, let date):
            self.read([line], &read)
            self.read(.emit(message, at: date), &read)
        case .emit(let message, let date), .emitChanged(let message, let date):
            self.read([date], &read)
            for case .value(let source) in messages[message].topic { self.read([source], &read) }
            for field in messages[message].fields { self.read(field.content, &read) }
        case .clearNumber, .clearText, .mergeBridge, .mergePeer, .startTimer, .stopTimer, .startThingTimer,
            .stopThingTimer, .clearThing, .forgetThing, .say:
            break
        }
    }

    private func read(_ content: MessageTable.Field.Content, _ read: inout [Bool]) {
        switch content {
        case .text(let sources), .number(let sources), .time(let sources): self.read(sources, &read)
        case .flag(let source), .word(let source, _), .causeName(let source), .causeDescription(let source):
            self.read([source], &read)
        case .party(let first, let second), .seconds(let first, let second): self.read(first + second, &read)
        case .parties(let number, let name, let conditions):
            self.read(number + name, &read)
            self.read(conditions, &read)
        case .headersAfter(let header), .headerWord(let header, _, _): read[header] = true
        case .ownName, .description, .eventID, .sequence, .pbx, .variables: break
        }
    }
}

extension CallTables {
    /// For each message, whether it is sent.
    ///
    /// - Parameter switches: What an installation says of messages, by their names.
    public func sent(_ switches: [String: Bool]) -> [Bool] {
        messages.map { message in
            message.messageSwitch == .always ? true : switches[message.name] ?? (message.messageSwitch == .on)
        }
    }

    /// The AMI classes that have the events that matter, sorted: what to ask the PBX for and no more.
    public var amiClasses: [String] { amiClasses(switches: [:], hasVariables: false) }

    /// The same for an installation.
    ///
    /// - Parameters:
    ///   - switches: What it says of messages, by their names: what only leads to ones that are not sent is not asked for.
    ///   - hasVariables: Whether it wants channel variables.
    public func amiClasses(switches: [String: Bool], hasVariables: Bool) -> [String] {
        let wanted = wantedEvents(switches: switches, hasVariables: hasVariables)
        let asked = events.indices.filter { number in
            switch events[number].subject {
            // What answers an action comes whatever the mask says.
            case .present, .rollCallComplete: false
            case .begins, .ends, .none, .mentions, .everyCall: wanted[number]
            }
        }
        return Array(Set(asked.map { events[$0].amiClass })).sorted()
    }

    /// For each event, whether anything can come of it in an installation; with the parameters of
    /// ``amiClasses(switches:hasVariables:)``.
    package func wantedEvents(switches: [String: Bool], hasVariables: Bool) -> [Bool] {
        let sent = sent(switches)
        return events.indices.map { number in
            if number == variables?.event { return hasVariables }
            switch events[number].subject {
            case .present, .rollCallComplete, .begins, .ends: return true
            case .none, .mentions, .everyCall: return events[number].bridge != .none || matters(number, sent)
            }
        }
    }

    /// Whether anything can come of an event but messages that are not sent.
    private func matters(_ event: Int, _ sent: [Bool]) -> Bool {
        for trigger in events[event].triggers + events[event].pairTriggers {
            for row in 0...finalStates.count {
                for rule in choices[Int(transitions[row * triggers.count + trigger])]
                where rules[rule].to != nil || rules[rule].actions.contains(where: { matters($0, sent) }) {
                    return true
                }
            }
        }
        return false
    }

    private func matters(_ action: Action, _ sent: [Bool]) -> Bool {
        switch action {
        case .emit(let message, _), .emitForEach(let message, _, _): sent[message]
        case .eachChannel(_, let actions): actions.contains { matters($0, sent) }
        case .say: false
        default: true
        }
    }
}

extension CallTables {
    /// For each event, the header behind which a message repeats all headers (``MessageTable/Field/Content/headersAfter(_:)``):
    /// from there on they are its author's own, whatever their names. -1 for an event without one.
    package var openings: [Int] {
        events.map { event in
            for trigger in event.triggers {
                for row in 0...finalStates.count {
                    for rule in choices[Int(transitions[row * triggers.count + trigger])] {
                        if let header = opening(of: rules[rule]) { return header }
                    }
                }
            }
            return -1
        }
    }

    private func opening(of rule: RuleTable) -> Int? {
        for message in rule.actions.flatMap({ $0.emissions.map(\.message) }) {
            for field in messages[message].fields {
                if case .headersAfter(let header) = field.content { return header }
            }
        }
        return nil
    }

    /// For each header, whether it says when something happened or to what.
    package var identityHeaders: [Bool] {
        var all = Array(repeating: false, count: headers.count)
        for header in [identity.time, identity.channelID, identity.callID] { all[header] = true }
        if let bridge = identity.bridgeID { all[bridge] = true }
        for event in events {
            for subject in [event.channel, event.peer] + event.otherPeers {
                guard let subject else { continue }
                for header in [subject.id, subject.name, subject.call] { all[header] = true }
            }
        }
        return all
    }
}

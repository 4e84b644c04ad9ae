/// What nothing uses.
extension SpecificationResolver {
    mutating func warnOfUnused() {
        for trigger in spec.triggers where !used.contains("trigger \(trigger.name.text)") {
            diagnostics.warning(at: trigger.name.location, "no transition uses the trigger '\(trigger.name.text)'")
        }
        for message in spec.messages where !used.contains("message \(message.name.text)") {
            diagnostics.warning(at: message.name.location, "nothing sends the message '\(message.name.text)'")
        }
        for timer in spec.timers + spec.things.flatMap(\.timers) {
            let name = timer.name.text
            if !used.contains("start of timer \(name)") {
                diagnostics.warning(at: timer.name.location, "nothing starts the timer '\(name)'")
            } else if !used.contains("end of timer \(name)") {
                diagnostics.warning(
                    at: timer.name.location,
                    "nothing happens when the timer '\(name)' is over: no trigger is on "
                        + "'\(Self.timerPrefix)\(name)'")
            }
        }
        let silent: Set<EventDeclaration.Subject> = [.begins, .ends]
        for event in spec.ami.events where !used.contains("event \(event.name.text)") {
            let isRollCall =
                spec.ami.rollCall.map { [$0.item.text, $0.complete.text].contains(event.name.text) } ?? false
            guard !silent.contains(event.channel), event.bridge == nil, !isRollCall else {
                continue
            }
            diagnostics.warning(at: event.name.location, "no trigger is made of the AMI event '\(event.name.text)'")
        }
        for (scope, facts) in spec.factsByOwner {
            for fact in facts {
                let isSet =
                    !fact.names.isEmpty || fact.namesFrom != nil || used.contains("set \(scope).\(fact.name.text)")
                let isRead = used.contains("read \(scope).\(fact.name.text)")
                if isRead, !isSet {
                    diagnostics.error(
                        at: fact.name.location,
                        "'\(scope).\(fact.name.text)' is read, but nothing ever sets it, so it can't be known")
                } else if !isRead {
                    diagnostics.warning(at: fact.name.location, "nothing reads '\(scope).\(fact.name.text)'")
                }
            }
        }
    }
}

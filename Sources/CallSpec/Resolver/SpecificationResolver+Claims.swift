/// What is claimed of calls and assumed of Asterisk.
extension SpecificationResolver {
    mutating func resolveInvariants() {
        for invariant in spec.invariants {
            let context = Context(hasOccurrence: true, isClaim: true, what: "invariant '\(invariant.name.text)'")
            let exceptions = invariant.exceptions.map { conditions($0, context) }
            func add(_ claim: CallProgram.Invariant.Claim, _ location: SourceLocation) {
                if invariant.owner == .channel { checkOfChannel(claim, location) }
                program.invariants.append(
                    .init(
                        name: invariant.name.text, location: location, claim: claim, exceptions: exceptions,
                        isOfChannel: invariant.owner == .channel))
            }
            for claim in invariant.claims {
                switch claim {
                case .atMostOnce(let names):
                    for name in names {
                        if let message = callMessage(name) { add(.atMostOnce(message), name.location) }
                    }
                case .onlyAfter(let pairs):
                    for pair in pairs {
                        guard let message = callMessage(pair.message), let other = callMessage(pair.other) else {
                            continue
                        }
                        if message == other {
                            diagnostics.error(at: pair.other.location, "no message can come after itself only")
                        }
                        add(.onlyAfter(message, other), pair.message.location)
                    }
                case .preceded(let orders):
                    for (message, others, location) in resolve(orders, isApart: true) {
                        add(.preceded(message, others), location)
                    }
                case .neverAfter(let orders):
                    for (message, others, location) in resolve(orders, isApart: false) {
                        add(.neverAfter(message, others), location)
                    }
                case .followedBy(let orders):
                    for (message, others, location) in resolve(orders, isApart: true) {
                        add(.followedBy(message, others), location)
                    }
                case .always(let requirements):
                    // One claim: what must hold at one message is explored along with what must hold at the others.
                    let resolved = requirements.compactMap { name, alternatives in
                        let message = name.text == "*" ? nil : callMessage(name)
                        if message == nil, name.text != "*" { return nil as CallProgram.Invariant.Claim.Requirement? }
                        return .init(at: message, alternatives.map { conditions($0, context) })
                    }
                    if let first = requirements.first { add(.always(resolved), first.message.location) }
                case .endsWith(let name):
                    if let message = callMessage(name) { add(.endsWith(message), name.location) }
                }
            }
        }
    }

    /// Of a channel can be claimed in what order messages about it are sent; each of them has to be about one.
    private mutating func checkOfChannel(_ claim: CallProgram.Invariant.Claim, _ location: SourceLocation) {
        let messages: [Int]
        switch claim {
        case .atMostOnce(let message): messages = [message]
        case .onlyAfter(let message, let other): messages = [message, other]
        case .preceded(let message, let others), .neverAfter(let message, let others),
            .followedBy(let message, let others):
            messages = [message] + others
        case .always, .endsWith, .isFinal:
            diagnostics.error(
                at: location, "'always' and 'ends_with' are of each call: 'of_each' has to be 'call' here")
            return
        }
        for message in messages {
            for var sender in senders[message] ?? [] {
                let name = spec.messages[message].name.text
                sender.what = "message '\(name)', which this claims of each channel"
                _ = canSee(Reference("channel.id", at: location), sender)
            }
        }
    }

    /// The messages of a claim about their order, by number.
    mutating func resolve(
        _ orders: [InvariantDeclaration.Order], isApart: Bool
    ) -> [(message: Int, others: [Int], location: SourceLocation)] {
        orders.compactMap { order in
            guard let message = callMessage(order.one) else { return nil }
            let others = order.others.compactMap { callMessage($0) }
            if isApart, others.contains(message) {
                diagnostics.error(at: order.one.location, "a message can't follow from itself")
            }
            return others.count == order.others.count ? (message, others, order.one.location) : nil
        }
    }

    mutating func resolveAssumptions() {
        for assumption in spec.assumptions {
            for (kind, orders) in assumption.orders {
                for order in orders {
                    let others = order.others.compactMap { channelEvent($0) }
                    guard let event = channelEvent(order.one), others.count == order.others.count else { continue }
                    program.assumptions.append(
                        .init(name: assumption.name.text, kind: kind, event: event, others: others))
                }
            }
        }
    }

    /// The number of an event that is about a channel that is there.
    mutating func channelEvent(_ name: Specification.Name) -> Int? {
        guard let event = find(name, among: spec.ami.events.map(\.name.text), "AMI event") else { return nil }
        if spec.ami.events[event].channel == .mentions { return event }
        diagnostics.error(
            at: name.location, "an assumption is about events of channels that are there, which '\(name.text)' is not")
        return nil
    }

    /// The number of a message that is about a call.
    mutating func callMessage(_ name: Specification.Name) -> Int? {
        guard let message = find(name, among: spec.messages.map(\.name.text), "message") else { return nil }
        if spec.messages[message].isAboutCall { return message }
        diagnostics.error(at: name.location, "the message '\(name.text)' is about no call, so no call can require it")
        return nil
    }
}

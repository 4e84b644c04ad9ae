public import CallLogic

extension CallProgram {
    /// The program as it runs.
    public var tables: CallTables {
        var choices: [[Int]] = [[]]
        var numbers: [[Int]: Int] = [[]: 0]
        var cells: [UInt16] = []
        for rules in table + outside {
            let number = numbers[rules] ?? choices.count
            if number == choices.count {
                numbers[rules] = number
                choices.append(rules)
            }
            cells.append(UInt16(number))
        }
        let ami = specification.ami
        return CallTables(
            spec: specification.identity, events: ami.events.indices.map(event), headers: headers, nothing: ami.nothing,
            identity: .init(
                time: header(ami.time.text), channelID: header(ami.channelID.text), callID: header(ami.callID.text),
                bridgeID: ami.bridgeID.map { header($0.text) }),
            asks: ami.asks,
            rollCall: ami.rollCall.map {
                .init(
                    action: $0.action.text, actionID: header("ActionID"), count: $0.count.map { header($0.text) })
            },
            variables: variables,
            callNumbers: callNumbers.map(fact), callTextCount: callTexts.count,
            channelNumbers: channelNumbers.map(fact), channelTextCount: channelTexts.count,
            timers: specification.timers.enumerated().map { number, timer in
                TimerTable(
                    timer.name.text, microseconds: Int64(timer.milliseconds) * 1000,
                    triggers: triggers.indices.filter { triggers[$0].timer == number })
            },
            triggers: triggers.map(\.conditions),
            occurrences: .init(
                lastChannelEnded: triggers(of: .lastChannelEnded), lastChannelMoved: triggers(of: .lastChannelMoved),
                lastChannelLost: triggers(of: .lastChannelLost), channelArrived: triggers(of: .channelArrived),
                channelLeft: triggers(of: .channelLeft), channelLost: triggers(of: .channelLost),
                channelPresent: triggers(of: .channelPresent)),
            finalStates: specification.states.map(\.isFinal), transitions: cells, choices: choices, rules: rules,
            messages: messages.indices.map(message),
            causes: specification.causes.map { CauseTable($0.name.text, code: $0.code, $0.description) },
            causeOfCode: (0...127).map { UInt8(cause(ofCode: $0)) },
            claims: [ClaimTable("way_out", .isFinal)]
                + invariants.map { ClaimTable($0.name, $0.claim, unless: $0.exceptions, isOfChannel: $0.isOfChannel) },
            layout: layout, things: thingTables)
    }

    private var thingTables: [ThingTable] {
        zip(specification.things, things).enumerated().map { kind, pair in
            let (declaration, thing) = pair
            return ThingTable(
                declaration.name.text, partOf: thing.whole, most: declaration.most, numbers: thing.numbers.map(fact),
                textCount: thing.texts.count,
                timers: declaration.timers.enumerated().map { number, timer in
                    let own = ThingTimer(kind: kind, timer: number)
                    return TimerTable(
                        timer.name.text, microseconds: Int64(timer.milliseconds) * 1000,
                        triggers: triggers.indices.filter { triggers[$0].thingTimer == own })
                })
        }
    }

    /// The event with the variables of channels.
    public var variables: CallTables.Variables? {
        specification.ami.variables.flatMap { variables in
            specification.ami.events.firstIndex { $0.name.text == variables.event.text }.map {
                .init(
                    event: $0, name: header(variables.name.text), value: header(variables.value.text),
                    header: variables.header.text)
            }
        }
    }

    /// Whether a fact has a value from the start: a flag is false, and a number that is added to is none.
    public func startsAtZero(_ slot: Slot) -> Bool {
        guard slot.fact.names.isEmpty, slot.fact.namesFrom == nil else { return false }
        switch slot.fact.kind {
        case .flag: return !slot.fact.startsUnknown
        case .number:
            return specification.transitions.contains { transition in
                transition.actions.contains {
                    if case .add(let target, _) = $0 { target.name == slot.fact.name.text } else { false }
                }
            }
        case .time, .text, .party, .cause, .word: return false
        }
    }

    private func header(_ name: String) -> Int {
        guard let number = headers.firstIndex(where: { $0.name == name }) else {
            preconditionFailure("the header \(name) is declared")
        }
        return number
    }

    private func channelHeaders(_ prefix: String) -> EventTable.ChannelHeaders {
        let ami = specification.ami
        return .init(
            id: header(prefix + ami.channelID.text), name: header(prefix + ami.channelName.text),
            call: header(prefix + ami.callID.text))
    }

    private func event(_ number: Int) -> EventTable {
        let event = specification.ami.events[number]
        let rollCall = specification.ami.rollCall
        let subject: EventTable.Subject =
            if event.name.text == rollCall?.item.text {
                .present
            } else if event.name.text == rollCall?.complete.text {
                .rollCallComplete
            } else {
                switch event.channel {
                case .none: .none
                case .mentions: .mentions
                case .begins: .begins
                case .ends: .ends
                case .everyCall: .everyCall
                }
            }
        let bridge: EventTable.BridgeRole =
            switch event.bridge {
            case nil: .none
            case .enters: .enters
            case .leaves: .leaves
            }
        let own = triggers.indices.filter { triggers[$0].event == number }
        let peers = event.peers.map { channelHeaders($0.text) }
        return EventTable(
            event.name.text, class: event.amiClass.text, subject, bridge: bridge,
            channel: channelHeaders(event.prefix), peer: peers.first, otherPeers: Array(peers.dropFirst()),
            peerDevice: event.peerDevice.map { header($0.text) },
            triggers: own.filter { !triggers[$0].isPaired }, pairTriggers: own.filter { triggers[$0].isPaired },
            things: thingsOfEvents[number].map { .init($0, things[$0].keys[number]) })
    }

    private func fact(_ slot: Slot) -> FactTable {
        let kind: FactTable.Kind =
            switch slot.fact.kind {
            case .flag: .flag
            case .number: .number
            case .time: .time
            case .cause: .cause
            case .word: .word
            case .text, .party: preconditionFailure("texts are not among the numbers")
            }
        let start: FactTable.Start =
            if !slot.fact.names.isEmpty {
                .nameMatches(slot.fact.names)
            } else if slot.fact.namesFrom != nil {
                .nameIsTrunk
            } else {
                startsAtZero(slot) ? .zero : .unset
            }
        let between = slot.fact.between.map { Int64($0.lowerBound)...Int64($0.upperBound) }
        return FactTable(slot.name, kind, start, between: between)
    }

    private func triggers(of occurrence: TriggerDeclaration.Occurrence) -> [Int] {
        triggers.indices.filter { triggers[$0].occurrence == occurrence }
    }

    private func message(_ number: Int) -> MessageTable {
        let declaration = specification.messages[number]
        return MessageTable(
            declaration.name.text, description: declaration.description, isAboutCall: declaration.isAboutCall,
            isAside: declaration.isAside || declaration.repeats != nil, isRepeat: declaration.repeats != nil,
            topic: messages[number].topic, importance: declaration.importance,
            messageSwitch: declaration.messageSwitch, qos: declaration.qos,
            retain: declaration.retain, state: declaration.state, tone: declaration.tone, role: declaration.role,
            fields: messages[number].fields)
    }

    private func cause(ofCode code: Int) -> Int {
        specification.causes.firstIndex { $0.code == code }
            ?? specification.causes.firstIndex { $0.code == Q850.classCode(of: code) } ?? 0
    }

    /// FNV-1a, 64 bits, of all that the record of a call is made of.
    private var layout: UInt64 {
        func facts(_ facts: [FactDeclaration]) -> [String] {
            facts.map { "\($0.name.text):\($0.kind.rawValue):\($0.words.map(\.text).joined(separator: ","))" }
        }
        let parts: [[String]] = [
            facts(specification.callFacts), facts(specification.channelFacts), specification.states.map(\.name.text),
            specification.messages.map(\.name.text), specification.timers.map(\.name.text),
            specification.causes.map(\.name.text),
        ]
        return FNV1a.hash(parts.map { $0.joined(separator: " ") }.joined(separator: "\n").utf8)
    }
}

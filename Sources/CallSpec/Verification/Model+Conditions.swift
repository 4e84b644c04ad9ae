extension Model {
    /// Whether all conditions hold; what is not known is chosen.
    func holds(_ conditions: [CallProgram.Condition], _ subjects: Subjects) -> Bool {
        for condition in conditions where holds(condition, subjects) == condition.isNegated { return false }
        return true
    }

    private func holds(_ condition: CallProgram.Condition, _ subjects: Subjects) -> Bool {
        switch condition.test {
        case .vocabulary(let codes):
            guard case .header(let header) = condition.source else { return false }
            return narrow(header, to: codes.reduce(0) { $0 | 1 << UInt64($1 + 2) })
        case .isSet:
            if case .header(let header) = condition.source { return narrow(header, to: ~1) }
            return isSet(value(condition.source, subjects))
        case .number(let number): return isNumber(value(condition.source, subjects), number)
        case .texts(let texts): return texts.contains { isText(value(condition.source, subjects), $0) }
        case .sameText(let other):
            if isOwnCall(condition.source, other) { return isNamedAfter(subjects) }
            return same(condition, value(condition.source, subjects), value(other, subjects))
        case .sameNumber(let other):
            return same(condition, value(condition.source, subjects), value(other, subjects))
        case .atLeast(let other): return isAtLeast(value(condition.source, subjects), value(other, subjects))
        case .matches, .digits:
            let value = value(condition.source, subjects)
            if case .unset = value, case .digits = condition.test { return false }
            return assume(condition)
        }
    }

    /// Whether a header's value is one of those of `mask`; where it can be either, it is chosen, and stays so.
    private func narrow(_ header: Int, to mask: UInt64) -> Bool {
        let (yes, no) = (masks[header] & mask, masks[header] & ~mask)
        if yes == 0 { return false }
        if no == 0 { return true }
        let choice = chooser.flip()
        touched.append(header)
        masks[header] = choice ? yes : no
        return choice
    }

    /// What only the event decides is the same whenever it is asked.
    private func assume(_ condition: CallProgram.Condition) -> Bool {
        trace?.isLoose = true
        guard isOfEvent(condition) else { return chooser.flip() }
        var key = condition
        key.isNegated = false
        if let known = assumed[key] { return known }
        let choice = chooser.flip()
        assumed[key] = choice
        return choice
    }

    private func isOfEvent(_ condition: CallProgram.Condition) -> Bool {
        func isFixed(_ source: CallProgram.Source) -> Bool {
            switch source {
            case .header, .headerEndpoint, .number, .text: true
            default: false
            }
        }
        switch condition.test {
        case .sameText(let other), .sameNumber(let other), .atLeast(let other):
            return isFixed(condition.source) && isFixed(other)
        default: return isFixed(condition.source)
        }
    }

    // MARK: Single tests

    private func isSet(_ value: ModelValue) -> Bool {
        switch value {
        case .unset: false
        case .unknown: chooser.flip()
        default: true
        }
    }

    private func isNumber(_ value: ModelValue, _ number: Int) -> Bool {
        switch value {
        case .number(let own): own == number
        case .other(let slot): slice.vocabulary.kept(number, in: slot) == ModelVocabulary.other && chooser.flip()
        case .some, .unknown: chooser.flip()
        case .unset, .text: false
        }
    }

    private func isText(_ value: ModelValue, _ text: String) -> Bool {
        switch value {
        case .text(let own): own == text
        case .other(let slot): slice.vocabulary.kept(text, in: slot) == ModelVocabulary.other && chooser.flip()
        case .some, .unknown: chooser.flip()
        case .unset: text.isEmpty
        case .number: false
        }
    }

    private func same(_ condition: CallProgram.Condition, _ left: ModelValue, _ right: ModelValue) -> Bool {
        switch (left, right) {
        case (.unset, _), (_, .unset): return false
        case (.number(let first), .number(let second)): return first == second
        case (.text(let first), .text(let second)): return first == second
        case (.other(let slot), .number(let number)), (.number(let number), .other(let slot)):
            return slice.vocabulary.kept(number, in: slot) == ModelVocabulary.other && chooser.flip()
        case (.other(let slot), .text(let text)), (.text(let text), .other(let slot)):
            return slice.vocabulary.kept(text, in: slot) == ModelVocabulary.other && chooser.flip()
        default: return assume(condition)
        }
    }

    private func isAtLeast(_ left: ModelValue, _ right: ModelValue) -> Bool {
        switch (left, right) {
        case (.unset, _): return false
        // What is not known is below everything.
        case (_, .unset): return isSet(left)
        case (.number(let first), .number(let second)): return first >= second
        default: return chooser.flip()
        }
    }

    private func isOwnCall(_ left: CallProgram.Source, _ right: CallProgram.Source) -> Bool {
        (left, right) == (.known(.channelID), .known(.callID)) || (left, right) == (.known(.callID), .known(.channelID))
    }

    private func isNamedAfter(_ subjects: Subjects) -> Bool {
        guard let channel = subjects.channel else { return false }
        guard slice.tracking.identities else { return chooser.flip() }
        return Int(cells[layout.row(channel: channel) + ChannelCell.origin]) == subjects.call + 1
    }

    // MARK: Values

    /// What is known of a value.
    func value(_ source: CallProgram.Source, _ subjects: Subjects) -> ModelValue {
        switch source {
        case .callNumber, .callText: return fact(source, subjects.call)
        case .channelNumber, .channelText: return subjects.channel.map { fact(source, $0) } ?? .unset
        case .peerNumber, .peerText: return subjects.peer.map { fact(source, $0) } ?? .unset
        case .number(let number): return .number(number)
        case .text(let text): return text.isEmpty ? .unset : .text(text)
        case .header(let header): return narrow(header, to: ~1) ? .some : .unset
        case .headerEndpoint, .headerAgo: return .unknown
        case .known(let known):
            switch known {
            case .now, .callBeganAt, .callID: return .some
            case .callChannels: return .number(channels(of: subjects.call).count)
            case .mergedInto:
                guard slice.tracking.mergers else { return .unknown }
                return cells[layout.row(call: subjects.call) + CallCell.merged] == 0 ? .unset : .some
            case .channelID, .channelName, .channelDevice: return subjects.channel == nil ? .unset : .some
            case .peerID, .peerName, .peerDevice: return subjects.peer == nil ? .unset : .some
            case .channelEndpoint: return subjects.channel == nil ? .unset : .unknown
            case .peerEndpoint: return subjects.peer == nil ? .unset : .unknown
            }
        }
    }

    private func fact(_ source: CallProgram.Source, _ owner: Int) -> ModelValue {
        guard let slot = ModelSlot(source), let cell = layout.cell(slot, owner) else { return .unknown }
        let code = cells[cell]
        switch code {
        case ModelVocabulary.unset: return .unset
        case ModelVocabulary.other: return .other(slot)
        default:
            let place = Int(code - ModelVocabulary.first)
            return slot.isText ? .text(slice.vocabulary.texts[place]) : .number(slice.vocabulary.numbers[place])
        }
    }

    /// The first value that says something.
    func value(_ sources: [CallProgram.Source], _ subjects: Subjects) -> ModelValue {
        for source in sources {
            switch value(source, subjects) {
            case .unset: continue
            case .unknown: if chooser.flip() { return .some }
            case let value: return value
            }
        }
        return .unset
    }
}

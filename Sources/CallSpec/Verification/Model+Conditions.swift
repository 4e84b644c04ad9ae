extension Model {
    /// Whether all conditions hold; what is not known is chosen, and all that is not known of them in one go.
    func holds(_ conditions: [CallProgram.Condition], _ subjects: Subjects) -> Bool {
        var unsure = false
        var open: [CallProgram.Condition] = []
        for condition in conditions {
            guard let known = test(condition, subjects) else {
                if isOfEvent(condition) { open.append(condition) } else { unsure = true }
                continue
            }
            if known == condition.isNegated { return false }
        }
        for condition in open where decide(condition, subjects) == condition.isNegated { return false }
        guard unsure else { return true }
        if trace != nil { note(conditions, subjects) }
        return chooser.flip()
    }

    /// Notes what of the conditions would have to be kept track of to know whether they hold.
    private func note(_ conditions: [CallProgram.Condition], _ subjects: Subjects) {
        for condition in conditions where test(condition, subjects) == nil && !isOfEvent(condition) {
            miss(condition.source, subjects)
            switch condition.test {
            case .sameText(let other), .sameNumber(let other), .atLeast(let other): miss(other, subjects)
            default: break
            }
        }
    }

    /// Whether a condition, without its negation, holds; `nil` where that is not known.
    private func test(_ condition: CallProgram.Condition, _ subjects: Subjects) -> Bool? {
        switch condition.test {
        case .vocabulary(let codes):
            guard case .header(let header) = condition.source else { return false }
            return narrowed(header, mask(codes))
        case .isSet:
            if case .header(let header) = condition.source { return narrowed(header, ~1) }
            switch value(condition.source, subjects) {
            case .unset: return false
            case .unknown: return nil
            default: return true
            }
        case .number(let number):
            switch value(condition.source, subjects) {
            case .number(let own): return own == number
            case .other(let slot): return slice.vocabulary.kept(number, in: slot) == ModelVocabulary.other ? nil : false
            case .positive: return number > 0 ? nil : false
            case .some, .unknown: return nil
            case .unset, .text: return false
            }
        case .texts(let texts):
            let all = texts.map { isText(value(condition.source, subjects), $0) }
            return all.contains(true) ? true : all.contains(nil) ? nil : false
        case .sameText(let other):
            if isOwnCall(condition.source, other) { return isNamedAfter(subjects) }
            return same(value(condition.source, subjects), value(other, subjects))
        case .sameNumber(let other): return same(value(condition.source, subjects), value(other, subjects))
        case .atLeast(let other): return isAtLeast(value(condition.source, subjects), value(other, subjects))
        case .matches, .digits:
            if case .unset = value(condition.source, subjects), case .digits = condition.test { return false }
            return nil
        }
    }

    private func mask(_ codes: [Int]) -> UInt64 { codes.reduce(0) { $0 | 1 << UInt64($1 + 2) } }

    /// What is known already of whether a header's value is one of those of `mask`.
    private func narrowed(_ header: Int, _ mask: UInt64) -> Bool? {
        if masks[header] & mask == 0 { return false }
        return masks[header] & ~mask == 0 ? true : nil
    }

    /// Chooses how a condition comes out that only the event decides; it comes out so whenever it is asked.
    private func decide(_ condition: CallProgram.Condition, _ subjects: Subjects) -> Bool {
        if case .header(let header) = condition.source {
            switch condition.test {
            case .vocabulary(let codes): return narrow(header, to: mask(codes))
            case .isSet: return narrow(header, to: ~1)
            default: if !narrow(header, to: ~1) { return false }
            }
        }
        trace?.isLoose = true
        var key = condition
        key.isNegated = false
        if let known = assumed[key] { return known }
        let choice = chooser.flip()
        assumed[key] = choice
        return choice
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

    private func isText(_ value: ModelValue, _ text: String) -> Bool? {
        switch value {
        case .text(let own): own == text
        case .other(let slot): slice.vocabulary.kept(text, in: slot) == ModelVocabulary.other ? nil : false
        case .some, .unknown: nil
        case .unset: text.isEmpty
        case .number, .positive: false
        }
    }

    private func same(_ left: ModelValue, _ right: ModelValue) -> Bool? {
        switch (left, right) {
        case (.unset, _), (_, .unset): false
        case (.number(let first), .number(let second)): first == second
        case (.text(let first), .text(let second)): first == second
        case (.other(let slot), .number(let number)), (.number(let number), .other(let slot)):
            slice.vocabulary.kept(number, in: slot) == ModelVocabulary.other ? nil : false
        case (.other(let slot), .text(let text)), (.text(let text), .other(let slot)):
            slice.vocabulary.kept(text, in: slot) == ModelVocabulary.other ? nil : false
        default: nil
        }
    }

    private func isAtLeast(_ left: ModelValue, _ right: ModelValue) -> Bool? {
        switch (left, right) {
        case (.unset, _): false
        // What is not known is below everything.
        case (.unknown, .unset): nil
        case (_, .unset): true
        case (.number(let first), .number(let second)): first >= second
        case (.positive, .number(let number)) where number <= 1: true
        default: nil
        }
    }

    private func isOwnCall(_ left: CallProgram.Source, _ right: CallProgram.Source) -> Bool {
        (left, right) == (.known(.channelID), .known(.callID)) || (left, right) == (.known(.callID), .known(.channelID))
    }

    private func isNamedAfter(_ subjects: Subjects) -> Bool? {
        guard let channel = subjects.channel else { return false }
        guard slice.tracking.identities else { return nil }
        return Int(cells[layout.row(channel: channel) + ChannelCell.origin]) == subjects.call + 1
    }

    // MARK: Values

    /// What is known of a value.
    func value(_ source: CallProgram.Source, _ subjects: Subjects) -> ModelValue {
        switch source {
        case .callNumber, .callText: return isWatched(subjects.call) ? fact(source, subjects.call) : .unknown
        case .channelNumber, .channelText: return subjects.channel.map { fact(source, $0) } ?? .unset
        case .peerNumber, .peerText: return subjects.peer.map { fact(source, $0) } ?? .unset
        case .number(let number): return .number(number)
        case .text(let text): return text.isEmpty ? .unset : .text(text)
        case .header(let header):
            guard let isThere = narrowed(header, ~1) else { return .unknown }
            return isThere ? .some : .unset
        case .headerEndpoint, .headerAgo: return .unknown
        case .known(let known):
            switch known {
            case .now, .callBeganAt, .callID: return .some
            case .callMessages:
                // Every message counts here, and only one claim wants to know of all of them.
                guard case .endsWith = slice.invariant.claim, isWatched(subjects.call) else { return .unknown }
                return cells[layout.row(call: subjects.call) + CallCell.said] == 0 ? .number(0) : .positive
            case .callChannels: return .number(channels(of: subjects.call).count)
            case .mergedInto:
                guard slice.tracking.mergers, isWatched(subjects.call) else { return .unknown }
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
            case .unknown:
                miss(source, subjects)
                if chooser.flip() { return .some }
            case let value: return value
            }
        }
        return .unset
    }
}

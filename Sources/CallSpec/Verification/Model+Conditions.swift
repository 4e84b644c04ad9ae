@_spi(Runtime) import CallLogic

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
            case .any(let groups): for group in groups { note(group, subjects) }
            default: break
            }
        }
    }

    /// Whether a condition, without its negation, holds; `nil` where that is not known.
    private func test(_ condition: CallProgram.Condition, _ subjects: Subjects) -> Bool? {
        func number(_ source: CallProgram.Source) -> ModelValue { value(source, asNumber: true, subjects) }
        func text(_ source: CallProgram.Source) -> ModelValue { value(source, asNumber: false, subjects) }
        switch condition.test {
        case .vocabulary(let codes):
            guard case .header(let header) = condition.source else { return false }
            return narrowed(header, mask(codes))
        case .isSet:
            if case .header(let header) = condition.source { return narrowed(header, ~HeaderValues.none) }
            switch text(condition.source) {
            case .unset: return false
            case .unknown: return nil
            default: return true
            }
        case .number(let expected):
            switch number(condition.source) {
            case .number(let own): return own == expected
            case .other(let slot):
                return slice.vocabulary.kept(expected, in: slot) == ModelVocabulary.other ? nil : false
            case .positive: return expected > 0 ? nil : false
            case .some, .header, .unknown: return nil
            case .unset, .text: return false
            }
        case .texts(let texts):
            let own = text(condition.source)
            let all = texts.map { isText(own, $0) }
            return all.contains(true) ? true : all.contains(nil) ? nil : false
        case .sameText(let other):
            if isOwnCall(condition.source, other) { return isNamedAfter(subjects) }
            return same(text(condition.source), text(other))
        case .sameNumber(let other): return same(number(condition.source), number(other))
        case .atLeast(let other): return isAtLeast(number(condition.source), number(other))
        case .any(let groups):
            let all = groups.map { holdsForSure($0, subjects) }
            return all.contains(true) ? true : all.contains(nil) ? nil : false
        case .matches(let patterns):
            guard case .unset = text(condition.source) else { return nil }
            return patterns.contains { $0.allSatisfy { $0 == "*" } }
        case .digits:
            if case .unset = text(condition.source) { return false }
            return nil
        }
    }

    /// Whether all conditions hold; `nil` where that is not known.
    private func holdsForSure(_ conditions: [CallProgram.Condition], _ subjects: Subjects) -> Bool? {
        let all = conditions.map { condition in test(condition, subjects).map { $0 != condition.isNegated } }
        return all.contains(false) ? false : all.contains(nil) ? nil : true
    }

    private func mask(_ codes: [Int]) -> UInt64 { codes.reduce(0) { $0 | HeaderValues.word($1) } }

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
            case .isSet: return narrow(header, to: ~HeaderValues.none)
            case .number, .sameNumber, .atLeast: if !narrow(header, to: numberMasks[header]) { return false }
            case .matches, .any: break
            case .texts, .sameText, .digits: if !narrow(header, to: ~HeaderValues.none) { return false }
            }
            // What was narrowed down can tell already.
            if let known = test(condition, subjects) { return known }
        }
        var key = condition
        key.isNegated = false
        if let known = assumed[key] { return known }
        trace?.isLoose = true
        let choice = choose(.condition(key), 2) == 1
        assumed[key] = choice
        return choice
    }

    /// Whether a header's value is one of those of `mask`; where it can be either, it is chosen, and stays so.
    func narrow(_ header: Int, to mask: UInt64) -> Bool {
        let (yes, no) = (masks[header] & mask, masks[header] & ~mask)
        if yes == 0 { return false }
        if no == 0 { return true }
        let choice = choose(.header(header, yes), 2) == 1
        touched.append(header)
        masks[header] = choice ? yes : no
        return choice
    }

    private func isOfEvent(_ condition: CallProgram.Condition) -> Bool {
        func isFixed(_ source: CallProgram.Source) -> Bool {
            switch source {
            case .header, .headerEndpoint, .headerUser, .number, .text: true
            default: false
            }
        }
        switch condition.test {
        case .sameText(let other), .sameNumber(let other), .atLeast(let other):
            return isFixed(condition.source) && isFixed(other)
        // Single headers in it are not decided for good: it can come out either way each time it is asked.
        case .any: return false
        default: return isFixed(condition.source)
        }
    }

    // MARK: Single tests

    private func isText(_ value: ModelValue, _ text: String) -> Bool? {
        switch value {
        case .text(let own): own == text
        case .other(let slot):
            text.isEmpty ? false : slice.vocabulary.kept(text, in: slot) == ModelVocabulary.other ? nil : false
        case .some, .header: text.isEmpty ? false : nil
        case .unknown: nil
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
        return Int(cells[layout.row(channel: channel) + ChannelCell.origin]) == subjects.ownCall + 1
    }

    // MARK: Values

    /// What is known of a value, read as a number or as a text.
    func value(_ source: CallProgram.Source, asNumber: Bool, _ subjects: Subjects) -> ModelValue {
        switch source {
        case .callNumber, .callText: return isWatched(subjects.ownCall) ? fact(source, subjects.ownCall) : .unknown
        case .channelNumber, .channelText: return subjects.channel.map { fact(source, $0) } ?? .unset
        case .peerNumber, .peerText: return subjects.peer.map { fact(source, $0) } ?? .unset
        case .otherNumber, .otherText: return .unknown
        // What things there are, and what is known of them, is open.
        case .thingNumber, .thingText, .thingKey, .thingEndpoint, .count, .least, .joined: return .unknown
        case .number(let number): return .number(number)
        case .guarded(let source, let conditions):
            guard let holds = holdsForSure(conditions, subjects) else { return .unknown }
            return holds ? value(source, asNumber: asNumber, subjects) : .unset
        case .text(let text): return text.isEmpty ? .unset : .text(text)
        case .header(let header):
            guard let isThere = narrowed(header, asNumber ? numberMasks[header] : ~HeaderValues.none) else {
                return .unknown
            }
            return isThere ? self.value(ofHeader: header, asNumber: asNumber) : .unset
        case .headerEndpoint(let header), .headerUser(let header), .headerAgo(let header):
            return narrowed(header, ~HeaderValues.none) == false ? .unset : .unknown
        case .known(let known):
            switch known {
            case .now, .callBeganAt, .callID: return .some
            case .callMessages:
                guard slice.tracking.messages, isWatched(subjects.ownCall) else { return .unknown }
                return cells[layout.row(call: subjects.ownCall) + CallCell.spoke] == 0 ? .number(0) : .positive
            case .callState:
                guard slice.tracking.words, isWatched(subjects.ownCall) else { return .unknown }
                let word = cells[layout.row(call: subjects.ownCall) + CallCell.word]
                return word == 0 ? .unset : .text(slice.words[Int(word) - 1])
            case .callChannels: return .number(count(of: subjects.ownCall))
            case .mergedInto:
                guard slice.tracking.mergers, isWatched(subjects.ownCall) else { return .unknown }
                return cells[layout.row(call: subjects.ownCall) + CallCell.merged] == 0 ? .unset : .some
            case .channelID, .channelName, .channelDevice: return subjects.channel == nil ? .unset : .some
            case .peerID, .peerName, .peerDevice: return subjects.peer == nil ? .unset : .some
            case .channelEndpoint: return subjects.channel == nil ? .unset : .unknown
            case .peerEndpoint: return subjects.peer == nil ? .unset : .unknown
            case .otherID: return .unknown
            case .line: return .some
            }
        }
    }

    private func fact(_ source: CallProgram.Source, _ owner: Int) -> ModelValue {
        guard let slot = ModelSlot(source), let cell = layout.cell(slot, owner) else { return .unknown }
        return slice.vocabulary.value(cells[cell], in: slot)
    }

    /// What a header says that says something.
    private func value(ofHeader header: Int, asNumber: Bool) -> ModelValue {
        switch pins[header] {
        case .number(let number): return asNumber ? .number(number) : .text(String(number))
        case .text(let text) where !asNumber: return .text(text)
        default: break
        }
        let words = program.headers[header].vocabulary
        for (place, word) in words.enumerated() where masks[header] == HeaderValues.word(place) {
            return asNumber ? HeaderValues.integer(word).map { .number($0) } ?? .unset : .text(word)
        }
        return .header(header)
    }

    /// The first value that says something.
    func value(_ sources: [CallProgram.Source], asNumber: Bool, _ subjects: Subjects) -> ModelValue {
        for source in sources {
            switch value(source, asNumber: asNumber, subjects) {
            case .unset: continue
            case .unknown:
                if case .header(let header) = source {
                    let mask = asNumber ? numberMasks[header] : ~HeaderValues.none
                    if narrow(header, to: mask) { return value(ofHeader: header, asNumber: asNumber) }
                    continue
                }
                miss(source, subjects)
                if chooser.flip() { return .some }
            case let value: return value
            }
        }
        return .unset
    }
}

import AMI

extension Correlator {
    /// Looks which of the triggers are set off, and does what the call's state says to each, in order.
    mutating func fire(_ triggers: [Int], on subjects: Subjects, _ bytes: RawSpan) {
        guard var call = subjects.call else { return fireOutside(triggers, bytes) }
        var subjects = subjects
        for trigger in triggers {
            let choice = Int(tables.transitions[calls[call].state * tables.triggers.count + trigger])
            guard choice > 0, holds(tables.triggers[trigger], subjects, bytes) else { continue }
            for rule in tables.choices[choice] where holds(tables.rules[rule].conditions, subjects, bytes) {
                if observer != nil { observeTransition(trigger, rule, of: call) }
                if let to = tables.rules[rule].to { calls[call].state = to }
                noteChange(of: call)
                for action in tables.rules[rule].actions { perform(action, &subjects, bytes) }
                // The call can have become one with another, which goes on from here.
                call = subjects.call ?? call
                break
            }
            // Over is over: the call is forgotten here, its other triggers are not asked any more.
            if tables.finalStates[calls[call].state] {
                if !calls[call].channels.isEmpty { close(call) }
                return
            }
        }
    }

    /// The same for what happens outside of any call.
    private mutating func fireOutside(_ triggers: [Int], _ bytes: RawSpan) {
        var subjects = Subjects()
        for trigger in triggers {
            let choice = Int(tables.transitions[tables.finalStates.count * tables.triggers.count + trigger])
            guard choice > 0, holds(tables.triggers[trigger], subjects, bytes) else { continue }
            for rule in tables.choices[choice] where holds(tables.rules[rule].conditions, subjects, bytes) {
                if observer != nil { observeTransition(trigger, rule, of: nil) }
                for action in tables.rules[rule].actions { perform(action, &subjects, bytes) }
                break
            }
        }
    }

    // MARK: Conditions

    func holds(_ conditions: [Condition], _ subjects: Subjects, _ bytes: RawSpan) -> Bool {
        for condition in conditions where holds(condition, subjects, bytes) == condition.isNegated { return false }
        return true
    }

    private func holds(_ condition: Condition, _ subjects: Subjects, _ bytes: RawSpan) -> Bool {
        switch condition.test {
        case .vocabulary(let codes):
            guard case .header(let header) = condition.source else { return false }
            return codes.contains(Int(slots.code(header)))
        case .isSet:
            switch condition.source {
            case .header(let header): return slots.has(header)
            case .callText, .channelText, .peerText, .text, .headerEndpoint:
                return !text(condition.source, subjects, bytes).isEmpty
            case .known(let known) where Self.isText(known): return !text(condition.source, subjects, bytes).isEmpty
            default: return number(condition.source, subjects, bytes) != FactPool.unset
            }
        case .number(let expected): return number(condition.source, subjects, bytes) == expected
        case .texts(let texts): return texts.contains(text(condition.source, subjects, bytes))
        case .sameText(let other):
            let text = text(condition.source, subjects, bytes)
            return !text.isEmpty && text == self.text(other, subjects, bytes)
        case .sameNumber(let other):
            let number = number(condition.source, subjects, bytes)
            return number != FactPool.unset && number == self.number(other, subjects, bytes)
        case .atLeast(let other):
            let number = number(condition.source, subjects, bytes)
            return number != FactPool.unset && number >= self.number(other, subjects, bytes)
        case .matches(let patterns):
            let text = text(condition.source, subjects, bytes)
            return patterns.contains { Glob($0).matches(text) }
        case .digits:
            let text = text(condition.source, subjects, bytes)
            return !text.isEmpty && text.utf8.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
        }
    }

    private static func isText(_ known: Source.Known) -> Bool {
        switch known {
        case .now, .callBeganAt, .callChannels, .callMessages: false
        default: true
        }
    }

    // MARK: Values

    /// A number; ``FactPool/unset`` where there is none.
    func number(_ source: Source, _ subjects: Subjects, _ bytes: RawSpan) -> Int64 {
        switch source {
        case .header(let header):
            return bytes.extracting(slots.range(header)).integer(as: Int64.self) ?? FactPool.unset
        case .callNumber(let place): return subjects.call.map { callFacts.number($0, place) } ?? FactPool.unset
        case .channelNumber(let place): return subjects.channel.map { channelFacts.number($0, place) } ?? FactPool.unset
        case .peerNumber(let place): return subjects.peer.map { channelFacts.number($0, place) } ?? FactPool.unset
        case .headerAgo(let header):
            let span = bytes.extracting(slots.range(header))
            guard let seconds = Self.seconds(span) else { return FactPool.unset }
            return now.microseconds - seconds * 1_000_000
        case .number(let number): return number
        case .known(.now): return now.microseconds
        case .known(.callBeganAt): return subjects.call.map { calls[$0].beganAt.microseconds } ?? FactPool.unset
        case .known(.callChannels): return subjects.call.map { Int64(calls[$0].channels.count) } ?? FactPool.unset
        case .known(.callMessages): return subjects.call.map { Int64(calls[$0].sequence) } ?? FactPool.unset
        default: return FactPool.unset
        }
    }

    /// Seconds written as they are, or as minutes, hours and so on before colons.
    private static func seconds(_ text: RawSpan) -> Int64? {
        var (total, part, digits): (Int64, Int64, Int) = (0, 0, 0)
        for offset in 0..<text.byteCount {
            let byte = text.byte(at: offset)
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9") where digits < 9:
                part = part * 10 + Int64(byte & 15)
                digits += 1
            case UInt8(ascii: ":") where digits > 0 && total < 1_000_000_000:
                (total, part, digits) = ((total + part) * 60, 0, 0)
            default: return nil
            }
        }
        return digits > 0 ? total + part : nil
    }

    /// A text; empty where there is none.
    func text(_ source: Source, _ subjects: Subjects, _ bytes: RawSpan) -> String {
        switch source {
        case .header(let header): return text(header: header, bytes)
        case .headerEndpoint(let header): return Channel.endpoint(ofDeviceOrChannel: text(header: header, bytes))
        case .callText(let place): return subjects.call.map { callFacts.text($0, place) } ?? ""
        case .channelText(let place): return subjects.channel.map { channelFacts.text($0, place) } ?? ""
        case .peerText(let place): return subjects.peer.map { channelFacts.text($0, place) } ?? ""
        case .text(let text): return text
        case .known(let known):
            switch known {
            case .callID: return subjects.call.map { calls[$0].id } ?? ""
            case .mergedInto: return subjects.call.map { calls[$0].mergedInto } ?? ""
            case .channelID: return subjects.channel.map { channels[$0].id } ?? ""
            case .channelName: return subjects.channel.map { channels[$0].name } ?? ""
            case .channelEndpoint: return subjects.channel.map { channels[$0].endpoint } ?? ""
            case .channelDevice: return subjects.channel.map { channels[$0].device } ?? ""
            case .peerID: return subjects.peer.map { channels[$0].id } ?? ""
            case .peerName: return subjects.peer.map { channels[$0].name } ?? ""
            case .peerEndpoint: return subjects.peer.map { channels[$0].endpoint } ?? ""
            case .peerDevice: return subjects.peer.map { channels[$0].device } ?? ""
            case .now, .callBeganAt, .callChannels, .callMessages: return ""
            }
        default: return ""
        }
    }

    /// The first number that says something.
    func number(_ sources: [Source], _ subjects: Subjects, _ bytes: RawSpan) -> Int64 {
        for source in sources {
            let number = number(source, subjects, bytes)
            if number != FactPool.unset { return number }
        }
        return FactPool.unset
    }

    /// The first text that says something.
    func text(_ sources: [Source], _ subjects: Subjects, _ bytes: RawSpan) -> String {
        for source in sources {
            let text = text(source, subjects, bytes)
            if !text.isEmpty { return text }
        }
        return ""
    }

    // MARK: Actions

    private mutating func perform(_ action: Action, _ subjects: inout Subjects, _ bytes: RawSpan) {
        switch action {
        case .setNumber(let owner, let place, let sources, let onlyIfUnset):
            if onlyIfUnset, read(owner, subjects, number: place) != FactPool.unset { return }
            write(owner, subjects, place, number(sources, subjects, bytes))
        case .addNumber(let owner, let place, let source):
            let amount = number(source, subjects, bytes)
            let old = read(owner, subjects, number: place)
            guard amount != FactPool.unset else { return }
            let (sum, overflow) = (old == FactPool.unset ? 0 : old).addingReportingOverflow(amount)
            if !overflow { write(owner, subjects, place, sum) }
        case .setCause(let owner, let place, let sources):
            let code = number(sources, subjects, bytes)
            let known = (0...127).contains(code) ? Int(code) : 0
            write(owner, subjects, place, Int64(tables.causeOfCode[known]))
        case .setText(let owner, let place, let sources, let onlyIfUnset):
            if onlyIfUnset, !read(owner, subjects, text: place).isEmpty { return }
            write(owner, subjects, place, text(sources, subjects, bytes))
        case .setParty(let owner, let place, let number, let name, let onlyIfUnset):
            if onlyIfUnset, !read(owner, subjects, text: place).isEmpty { return }
            let (number, name) = (text(number, subjects, bytes), text(name, subjects, bytes))
            write(owner, subjects, place, number)
            write(owner, subjects, place + 1, name)
        case .clearNumber(let owner, let place): write(owner, subjects, place, FactPool.unset)
        case .clearText(let owner, let place): write(owner, subjects, place, "")
        case .uniteBridge:
            guard let channel = subjects.channel else { return }
            uniteBridge(of: channel)
            subjects.call = channels[channel].call
        case .unitePeer:
            guard let call = subjects.call, let peer = subjects.peer else { return }
            subjects.call = unite(call, channels[peer].call)
        case .startTimer(let timer): if let call = subjects.call { start(timer: timer, of: call) }
        case .stopTimer(let timer): if let call = subjects.call { stop(timer: timer, of: call) }
        case .emit(let message, let date):
            emit(message, subjects, bytes, at: number(date, subjects, bytes))
        }
    }

    private func read(_ owner: Action.Owner, _ subjects: Subjects, number place: Int) -> Int64 {
        switch owner {
        case .call: subjects.call.map { callFacts.number($0, place) } ?? FactPool.unset
        case .channel: subjects.channel.map { channelFacts.number($0, place) } ?? FactPool.unset
        case .peer: subjects.peer.map { channelFacts.number($0, place) } ?? FactPool.unset
        }
    }

    private func read(_ owner: Action.Owner, _ subjects: Subjects, text place: Int) -> String {
        switch owner {
        case .call: subjects.call.map { callFacts.text($0, place) } ?? ""
        case .channel: subjects.channel.map { channelFacts.text($0, place) } ?? ""
        case .peer: subjects.peer.map { channelFacts.text($0, place) } ?? ""
        }
    }

    private mutating func write(_ owner: Action.Owner, _ subjects: Subjects, _ place: Int, _ number: Int64) {
        switch owner {
        case .call: if let call = subjects.call { callFacts.set(call, place, number) }
        case .channel: if let channel = subjects.channel { channelFacts.set(channel, place, number) }
        case .peer: if let peer = subjects.peer { channelFacts.set(peer, place, number) }
        }
    }

    private mutating func write(_ owner: Action.Owner, _ subjects: Subjects, _ place: Int, _ text: String) {
        switch owner {
        case .call: if let call = subjects.call { callFacts.set(call, place, text) }
        case .channel: if let channel = subjects.channel { channelFacts.set(channel, place, text) }
        case .peer: if let peer = subjects.peer { channelFacts.set(peer, place, text) }
        }
    }
}

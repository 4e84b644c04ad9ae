import AMI
@_spi(Runtime) import CallLogic

extension Correlator {
    // Much of what follows changes nothing, and is `mutating` all the same: what is not is handed a copy of this whole
    // structure each time, byte by byte.

    // MARK: Texts

    /// The bytes of a text, where they lie.
    @inline(__always)
    @_lifetime(borrow self, copy bytes)
    func span(_ place: TextPlace, _ bytes: RawSpan) -> RawSpan {
        if place.isInMessage { return bytes.extracting(place.start..<place.start + place.count) }
        return texts.bytes.extracting(place.start..<place.start + place.count)
    }

    /// Takes possession of a text that is to be remembered.
    mutating func keep(_ place: TextPlace, _ bytes: RawSpan) -> UInt32 {
        if place.isInMessage { return texts.insert(bytes.extracting(place.start..<place.start + place.count)) }
        if let handle = place.handle { return texts.share(handle) }
        return texts.insert(part: place)
    }

    /// Where a text is; empty where there is none.
    mutating func text(_ operand: Operand, _ subjects: Subjects, _ bytes: RawSpan) -> TextPlace {
        switch operand {
        case .header(let header): return slots.place(Int(header))
        case .headerEndpoint(let header):
            let place = slots.place(Int(header))
            return place.part(Channel.endpoint(inDeviceOrChannel: span(place, bytes)))
        case .headerUser(let header):
            let place = slots.place(Int(header))
            let technology = subjects.peer.map { Channel.technology(in: texts.span(of: channels[$0].name)) } ?? 0..<0
            let name = subjects.peer.map { texts.place(of: channels[$0].name).part(technology) } ?? .empty
            return place.part(Channel.user(inDialString: span(place, bytes), technology: span(name, bytes)))
        case .callText(let fact): return subjects.call.map { texts.place(of: callFacts.text($0, Int(fact))) } ?? .empty
        case .channelText(let fact):
            return subjects.channel.map { texts.place(of: channelFacts.text($0, Int(fact))) } ?? .empty
        case .peerText(let fact):
            return subjects.peer.map { texts.place(of: channelFacts.text($0, Int(fact))) } ?? .empty
        case .otherText(let fact):
            return other(subjects).map { texts.place(of: callFacts.text($0, Int(fact))) } ?? .empty
        case .thingText(let kind, let fact):
            let thing = Int(things.atHand[Int(kind)])
            return thing < 0 ? .empty : texts.place(of: things.facts.text(thing, Int(fact)))
        case .thingKey(let kind):
            let thing = Int(things.atHand[Int(kind)])
            return thing < 0 ? .empty : key(of: thing)
        case .thingEndpoint(let kind):
            let thing = Int(things.atHand[Int(kind)])
            if thing < 0 { return .empty }
            let key = key(of: thing)
            return key.part(Channel.endpoint(inDeviceOrChannel: span(key, bytes)))
        case .joined(let operands): return joined(operands, subjects, bytes)
        case .text(let handle): return texts.place(of: handle)
        case .guarded(let place):
            let guarded = machine.guarded[Int(place)]
            return holds(guarded.tests, subjects, bytes) ? text(guarded.operand, subjects, bytes) : .empty
        case .known(let known): return text(known, subjects)
        default: return .empty
        }
    }

    private mutating func text(_ known: Source.Known, _ subjects: Subjects) -> TextPlace {
        switch known {
        case .callID: subjects.call.map { texts.place(of: callIDs.id($0)) } ?? .empty
        case .mergedInto: subjects.call.map { texts.place(of: calls[$0].mergedInto) } ?? .empty
        case .channelID: subjects.channel.map { texts.place(of: channelIDs.id($0)) } ?? .empty
        case .channelName: subjects.channel.map { texts.place(of: channels[$0].name) } ?? .empty
        case .channelEndpoint: subjects.channel.map { endpoint(of: $0) } ?? .empty
        case .channelDevice: subjects.channel.map { device(of: $0) } ?? .empty
        case .peerID: subjects.peer.map { texts.place(of: channelIDs.id($0)) } ?? .empty
        case .peerName: subjects.peer.map { texts.place(of: channels[$0].name) } ?? .empty
        case .peerEndpoint: subjects.peer.map { endpoint(of: $0) } ?? .empty
        case .peerDevice: subjects.peer.map { device(of: $0) } ?? .empty
        case .otherID: other(subjects).map { texts.place(of: callIDs.id($0)) } ?? .empty
        case .line: texts.place(of: line)
        case .callState:
            if let claims, let call = subjects.call { texts.place(of: claims.words[call]) } else { .empty }
        case .now, .callBeganAt, .callChannels, .callMessages: .empty
        }
    }

    /// The other call: the one that the channel is about to go over to, or the second channel's.
    private mutating func other(_ subjects: Subjects) -> Int? {
        subjects.target ?? subjects.peer.map { Int(channels[$0].call) }
    }

    /// One text made of several, which is kept until the next event.
    private mutating func joined(_ operands: Slice, _ subjects: Subjects, _ bytes: RawSpan) -> TextPlace {
        var all: [UInt8] = []
        for operand in operands.range {
            let text = text(machine.operands[operand], subjects, bytes)
            if text.isEmpty { return .empty }
            all += [UInt8](copying: span(text, bytes))
        }
        let handle = texts.insert(all.span.bytes)
        joinedTexts.append(handle)
        return texts.place(of: handle)
    }

    /// Forgets the texts that were made of several.
    mutating func releaseJoined() {
        for text in joinedTexts { texts.release(text) }
        joinedTexts.removeAll(keepingCapacity: true)
    }

    /// A channel's device, as part of its name.
    mutating func device(of channel: Int) -> TextPlace {
        let name = channels[channel].name
        return texts.place(of: name).part(Channel.device(in: texts.span(of: name)))
    }

    private mutating func endpoint(of channel: Int) -> TextPlace {
        let name = texts.span(of: channels[channel].name)
        return texts.place(of: channels[channel].name)
            .part(Channel.endpoint(in: name, device: Channel.device(in: name)))
    }

    /// The first text that says something.
    mutating func text(_ operands: Slice, _ subjects: Subjects, _ bytes: RawSpan) -> TextPlace {
        for operand in operands.range {
            let text = text(machine.operands[operand], subjects, bytes)
            if !text.isEmpty { return text }
        }
        return .empty
    }

    // MARK: Numbers

    /// A number; ``FactPool/unset`` where there is none.
    mutating func number(_ operand: Operand, _ subjects: Subjects, _ bytes: RawSpan) -> Int64 {
        switch operand {
        case .header(let header):
            return span(slots.place(Int(header)), bytes).integer(as: Int64.self) ?? FactPool.unset
        case .callNumber(let place): return subjects.call.map { callFacts.number($0, place) } ?? FactPool.unset
        case .channelNumber(let place): return subjects.channel.map { channelFacts.number($0, place) } ?? FactPool.unset
        case .peerNumber(let place): return subjects.peer.map { channelFacts.number($0, place) } ?? FactPool.unset
        case .headerAgo(let header):
            guard let seconds = Self.seconds(span(slots.place(Int(header)), bytes)) else { return FactPool.unset }
            return now.microseconds - seconds * 1_000_000
        case .otherNumber(let place):
            return other(subjects).map { callFacts.number($0, place) } ?? FactPool.unset
        case .thingNumber(let kind, let place): return number(ofThing: Int(kind), place)
        case .count(let place): return count(machine.counted[Int(place)], subjects, bytes)
        case .least(let kind, let place): return least(Int(kind), place)
        case .number(let number): return number
        case .guarded(let place):
            let guarded = machine.guarded[Int(place)]
            return holds(guarded.tests, subjects, bytes) ? number(guarded.operand, subjects, bytes) : FactPool.unset
        case .known(.now): return now.microseconds
        case .known(.callBeganAt): return subjects.call.map { calls[$0].beganAt.microseconds } ?? FactPool.unset
        case .known(.callChannels): return subjects.call.map { Int64(calls[$0].channels.count) } ?? FactPool.unset
        case .known(.callMessages): return subjects.call.map { messages(ofCall: $0) } ?? FactPool.unset
        default: return FactPool.unset
        }
    }

    /// The first number that says something.
    @_spi(Runtime)
    public mutating func number(_ operands: Slice, _ subjects: Subjects, _ bytes: RawSpan) -> Int64 {
        for operand in operands.range {
            let number = number(machine.operands[operand], subjects, bytes)
            if number != FactPool.unset { return number }
        }
        return FactPool.unset
    }

    /// A number of the thing of a kind at hand.
    func number(ofThing kind: Int, _ place: FactPlace) -> Int64 {
        let thing = Int(things.atHand[kind])
        return thing < 0 ? FactPool.unset : things.facts.number(thing, place)
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
}

import AMI
import HeapModule
@_spi(Runtime) import CallLogic

// Things live through the calls, and are not in the store: after each login they are asked for anew.
extension Correlator {
    /// A session begins: whatever is not heard of until ``sessionListed()`` is no more.
    public mutating func sessionBegan() {
        things.session &+= 1
        // What was said before may have been taken back meanwhile.
        said.removeAll(keepingCapacity: true)
    }

    /// The PBX has answered all that was asked: things that it did not name no longer exist.
    public mutating func sessionListed() {
        for thing in things.things.indices
        where things.isTaken(thing) && things.things[thing].session != things.session { forget(thing) }
    }

    /// How many things there are.
    public var knownThings: Int { things.keys.count }

    // MARK: At hand

    /// Finds the things that the event at hand is about.
    mutating func findThings(_ subjects: Subjects, _ bytes: RawSpan) {
        if keys.count == 0 { return }
        things.putAway()
        // Taken out while it is written to: what is written is read from here.
        guard var made = madeKey.take() else { preconditionFailure("a key is made within another") }
        for place in keys.range {
            let (kind, sources) = machine.keys[place]
            let whole = things.kinds[kind].whole.map { things.atHand[$0] }
            let key = text(sources, subjects, bytes)
            // Nothing is a part of what is not there.
            if key.isEmpty || whole == -1 { continue }
            let known = things.keys.count
            ThingStore.makeKey(kind, span(key, bytes), partOf: whole ?? -1, &made)
            let thing = things.find(kind, made.bytes, partOf: whole ?? -1, in: &texts)
            things.atHand[kind] = Int32(thing)
            if things.keys.count > known {
                setThingFlags(thing)
                if let oldest = things.tooMuch(kind), oldest != thing {
                    counters.forgottenThings += 1
                    forget(oldest)
                }
            }
        }
        madeKey = consume made
    }

    /// A thing's key, as part of what it has in the directory.
    mutating func key(of thing: Int) -> TextPlace {
        let place = texts.place(of: things.keys.id(thing))
        return place.part(ThingStore.keyStart..<place.count)
    }

    /// Sets the flags that follow from a thing's key. A device's channels are called after it, with a number behind.
    mutating func setThingFlags(_ thing: Int) {
        let kind = Int(things.things[thing].kind)
        for (place, fact) in things.kinds[kind].numbers.enumerated() {
            let patterns: [String]
            switch fact.start {
            case .nameMatches(let some): patterns = some
            case .nameIsTrunk: patterns = options.trunks
            case .unset, .zero: continue
            }
            if patterns.isEmpty {
                things.facts.set(thing, things.number(kind, place), FactPool.unset)
                continue
            }
            let key = key(of: thing)
            let channel = Array(copying: span(key, RawSpan())) + Array("-00000000".utf8)
            let isMatch = patterns.contains { pattern in
                let glob = Glob(pattern)
                return glob.matches(channel.span.bytes)
                    || glob.matches(channel.span.bytes.extracting(0..<channel.count - 9))
            }
            things.facts.set(thing, things.number(kind, place), isMatch ? 1 : 0)
        }
    }

    // MARK: The end of things

    /// A thing is no more, nor are its parts: the broker is to keep nothing of them.
    mutating func forget(_ thing: Int) {
        clearParts(of: thing)
        let kind = Int(things.things[thing].kind)
        for message in machine.messages.indices where machine.messages[message].thing == Int32(kind) {
            takeBack(message, of: thing)
        }
        things.remove(thing, in: &texts)
    }

    /// Of a kind at most so many stay, of those that are parts of the thing at hand: those that came first go.
    mutating func keep(_ kind: Int, atMost count: Int64) {
        guard count >= 0, let kindOfWhole = things.kinds[kind].whole, things.atHand[kindOfWhole] >= 0 else { return }
        var parts: [Int] = []
        var next = ChannelLinks.first(things.things[Int(things.atHand[kindOfWhole])].parts)
        while let part = next {
            if things.things[part].kind == Int32(kind) { parts.append(part) }
            next = things.siblings.next(part)
        }
        for part in parts.prefix(max(0, parts.count - Int(clamping: count))) { forget(part) }
    }

    /// All that is known of a thing is forgotten, and its parts are.
    mutating func clear(_ thing: Int) {
        clearParts(of: thing)
        things.facts.release(thing, from: &texts)
        things.reset(thing)
        setThingFlags(thing)
    }

    private mutating func clearParts(of thing: Int) {
        while let part = ChannelLinks.first(things.things[thing].parts) { forget(part) }
    }

    /// Clears the retained message of a thing.
    private mutating func takeBack(_ message: Int, of thing: Int) {
        let before = things.atHand
        things.take(thing)
        defer { things.atHand = before }
        guard var draft = self.draft.take() else { preconditionFailure("a message is made within another") }
        draft.clear()
        makeTopic(message, Subjects(), RawSpan(), &draft.topic)
        said[draft.topic.bytes.hash(seed: Self.topicSeed)] = nil
        collected.append(
            CallEvent(
                name: tables.messages[message].name, callID: "", topic: String(repairing: draft.topic.bytes), time: now,
                sequence: 0, eventID: "", payload: [], importance: tables.messages[message].importance,
                qos: tables.messages[message].qos, retain: true, state: nil))
        self.draft = consume draft
    }

    // MARK: All of them

    /// How many there are for which tests hold.
    mutating func count(_ counted: CountedThings, _ subjects: Subjects, _ bytes: RawSpan) -> Int64 {
        var count: Int64 = 0
        guard counted.kind >= 0 else {
            for channel in channels.indices where channelIDs.isTaken(channel) {
                let each = Subjects(call: Int(channels[channel].call), channel: channel)
                if holds(counted.tests, each, bytes) { count += 1 }
            }
            return count
        }
        let kind = Int(counted.kind)
        let before = things.atHand[kind]
        defer { things.atHand[kind] = before }
        var next = first(of: kind)
        while let thing = next {
            next = following(thing, of: kind)
            guard things.things[thing].kind == counted.kind else { continue }
            things.atHand[kind] = Int32(thing)
            if holds(counted.tests, subjects, bytes) { count += 1 }
        }
        return count
    }

    /// The least of a number of things.
    mutating func least(_ kind: Int, _ place: FactPlace) -> Int64 {
        var least = FactPool.unset
        var next = first(of: kind)
        while let thing = next {
            next = following(thing, of: kind)
            guard things.things[thing].kind == Int32(kind) else { continue }
            let number = things.facts.number(thing, place)
            if number != FactPool.unset, least == FactPool.unset || number < least { least = number }
        }
        return least
    }

    /// The first to look at: of a kind, or of the parts of the whole at hand.
    private func first(of kind: Int) -> Int? {
        guard let whole = things.kinds[kind].whole else { return things.oldest(kind) }
        let thing = Int(things.atHand[whole])
        return thing < 0 ? nil : ChannelLinks.first(things.things[thing].parts)
    }

    private func following(_ thing: Int, of kind: Int) -> Int? {
        things.kinds[kind].whole == nil ? things.next(after: thing) : things.siblings.next(thing)
    }

    // MARK: Timers

    /// Lets a timer of the thing at hand run, from now on or not any more.
    mutating func setThingTimer(_ timer: Int, runs: Bool) {
        let (kind, table) = things.timers[timer]
        let thing = Int(things.atHand[kind])
        guard thing >= 0 else { return }
        let place = thing * things.timers.count + timer
        things.due[place] = FactPool.unset
        guard runs else { return }
        // One that its own end starts again is not over again before the present: time can have passed unseen.
        let (due, overflow) = max(now.microseconds, passing ?? .min).addingReportingOverflow(table.microseconds)
        if overflow { return }
        things.due[place] = due
        deadlines.insert(
            Deadline(time: Timestamp(microseconds: due), call: thing, timer: tables.timers.count + timer))
    }

    /// A timer of a thing is over, if it was not stopped or begun anew since.
    mutating func endThingTimer(_ deadline: Deadline) {
        let timer = deadline.timer - tables.timers.count
        let place = deadline.call * things.timers.count + timer
        guard things.due[place] == deadline.time.microseconds else { return }
        things.due[place] = FactPool.unset
        now = deadline.time
        things.putAway()
        things.take(deadline.call)
        fire(machine.thingTimerTriggers[timer].range, on: Subjects())
    }
}

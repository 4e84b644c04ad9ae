import AMI
@testable import CallSpec
@_spi(Runtime) @testable import Correlator

/// Real events, made at random, that the runtime and the model take one by one: what the runtime told and knows
/// afterwards must be among what the model says can be.
final class RuntimeWalk {
    /// A step that the model has no way for.
    struct Difference: Error, CustomStringConvertible {
        var description: String
    }

    /// What is known of the runtime's calls and channels, in the model's form.
    private struct Abstraction {
        var cells: [ModelCell]
        /// The runtime's places, by the model's.
        var calls: [Int] = []
        var channels: [Int] = []
        var callIDs: [String] = []
        var channelIDs: [String] = []
        var bridges: [Int: ModelCell] = [:]
    }

    private let program: CallProgram
    private let model: Model
    private var random: SeededGenerator
    private var correlator: Correlator
    private let observer = PairObserver()
    private var decoder = AMIDecoder()
    /// The last word of each call's retained state.
    private var words: [String: String] = [:]
    private var names: [String: String] = [:]
    private var time: Int64 = 1_800_000_000_000_000
    private var count = 10
    private var isAsking = false
    private var log: [String] = []

    /// What the spec claims and did not hold.
    var brokenClaims: [String] { correlator.brokenClaims.map { "\($0.claim) by \($0.call)" } }
    /// How many steps were taken, and how many of them did something.
    private(set) var steps = 0
    private(set) var messages = 0
    /// How many ways the model had for them.
    private(set) var ways = 0
    private(set) var skipped = 0

    init(_ program: CallProgram, channels: Int, calls: Int = 2, trunks: [String] = [], seed: UInt64) {
        self.program = program
        random = SeededGenerator(state: seed)
        var tracking = Tracking()
        (tracking.states, tracking.identities, tracking.mergers) = (true, true, true)
        (tracking.allCalls, tracking.bridges, tracking.messages, tracking.words) = (true, true, true, true)
        for (isChannel, isText, count) in [
            (false, false, program.callNumbers.count), (false, true, program.callTexts.count),
            (true, false, program.channelNumbers.count), (true, true, program.channelTexts.count),
        ] {
            for place in 0..<count { tracking.slots.insert(.init(isChannel: isChannel, isText: isText, place: place)) }
        }
        let claim = CallProgram.Invariant(name: "walk", location: .start, claim: .always(nil, [[]]))
        let slice = Slice(program, claim, tracking, ModelVocabulary(program))
        model = Model(slice, calls: calls, channels: channels)
        // The model knows no installation that switches messages off.
        let messages = Dictionary(program.tables.messages.map { ($0.name, true) }) { first, _ in first }
        correlator = Correlator(tables: program.tables, options: .init(trunks: trunks, messages: messages))
        correlator.observer = observer
        let greeting = Array("Asterisk Call Manager/11.0.0\r\n".utf8)
        decoder.decode(greeting.span.bytes, into: &correlator)
    }

    /// Takes so many steps.
    func walk(_ count: Int) throws {
        for _ in 0..<count { try step() }
    }

    // MARK: The runtime, in the model's form

    private func abstraction() -> Abstraction {
        var result = Abstraction(cells: model.layout.empty)
        let layout = model.layout
        let vocabulary = model.slice.vocabulary
        var places = correlator.calls.indices.filter { correlator.callIDs.isTaken($0) }
        places.sort { correlator.isOlder($0, than: $1) }
        result.calls = places
        result.callIDs = places.map { correlator.text(of: correlator.callIDs.id($0)) }
        func code(_ number: Int64, _ slot: ModelSlot) -> ModelCell {
            number == FactPool.unset ? ModelVocabulary.unset : vocabulary.kept(Int(number), in: slot)
        }
        for (call, place) in places.enumerated() where call < layout.calls {
            let row = layout.row(call: call)
            result.cells[row + ModelLayout.CallCell.life] = 1
            result.cells[row + ModelLayout.CallCell.watched] = 1
            result.cells[row + ModelLayout.CallCell.state] = ModelCell(correlator.calls[place].state)
            let isMerged = correlator.calls[place].mergedInto != TextStore.empty
            result.cells[row + ModelLayout.CallCell.merged] = isMerged ? 1 : 0
            result.cells[row + ModelLayout.CallCell.spoke] = correlator.calls[place].sequence > 0 ? 1 : 0
            if let word = words[result.callIDs[call]], let number = model.slice.words.firstIndex(of: word) {
                result.cells[row + ModelLayout.CallCell.word] = ModelCell(number) + 1
            }
            for timer in layout.timers {
                guard let cell = layout.cell(timer: timer, of: call) else { continue }
                result.cells[cell] = correlator.due[place * program.specification.timers.count + timer] == .min ? 0 : 1
            }
            for slot in layout.callSlots {
                guard let cell = layout.cell(slot, call) else { continue }
                result.cells[cell] =
                    slot.isText
                    ? vocabulary.kept(correlator.text(of: correlator.callFacts.text(place, slot.place)), in: slot)
                    : code(correlator.callFacts.number(place, correlator.callFacts.numbers[slot.place]), slot)
            }
        }
        result.channels = correlator.channels.indices.filter { correlator.channelIDs.isTaken($0) }
        result.channelIDs = result.channels.map { correlator.text(of: correlator.channelIDs.id($0)) }
        for (channel, place) in result.channels.enumerated() {
            let row = layout.row(channel: channel)
            let call = places.firstIndex(of: Int(correlator.channels[place].call)) ?? 0
            result.cells[row + ModelLayout.ChannelCell.call] = ModelCell(call) + 1
            if let origin = result.callIDs.firstIndex(of: result.channelIDs[channel]) {
                result.cells[row + ModelLayout.ChannelCell.origin] = ModelCell(origin) + 1
            }
            let bridge = Int(correlator.channels[place].bridge)
            if bridge >= 0 {
                let number = result.bridges[bridge] ?? ModelCell(result.bridges.count) + 1
                result.bridges[bridge] = number
                result.cells[row + ModelLayout.ChannelCell.bridge] = number
            }
            for slot in layout.channelSlots {
                guard let cell = layout.cell(slot, channel) else { continue }
                result.cells[cell] =
                    slot.isText
                    ? vocabulary.kept(correlator.text(of: correlator.channelFacts.text(place, slot.place)), in: slot)
                    : code(correlator.channelFacts.number(place, correlator.channelFacts.numbers[slot.place]), slot)
            }
        }
        return result
    }

    /// A state in the one form that all have that mean the same.
    private func canonical(_ cells: [ModelCell]) -> [ModelCell] {
        model.cells = cells
        model.canonicalise()
        return model.cells
    }

    // MARK: Steps

    private func step() throws {
        time += Int64.random(in: 1000...900_000, using: &random)
        while let due = correlator.due.filter({ $0 != .min }).min(), due <= time {
            if correlator.due.count(where: { $0 == due }) > 1 {
                // Which of two that are due in the same microsecond comes first is nobody's business.
                skipped += 1
                correlator.advance(to: Timestamp(microseconds: due))
                note(correlator.takeEvents())
                continue
            }
            let place = correlator.due.firstIndex(of: due) ?? 0
            let timers = program.specification.timers.count
            try take(timer: place % timers, ofPlace: place / timers, at: due)
        }
        try takeEvent()
    }

    private func note(_ events: [CallEvent]) {
        for event in events {
            if let word = event.state { words[event.callID] = word }
            messages += 1
        }
    }

    private func take(timer: Int, ofPlace place: Int, at due: Int64) throws {
        let before = abstraction()
        correlator.advance(to: Timestamp(microseconds: due))
        let events = correlator.takeEvents()
        note(events)
        log.append("timer \(program.specification.timers[timer].name.text) of call \(place)")
        guard model.layout.timers.contains(timer), let call = before.calls.firstIndex(of: place) else {
            // One that nothing is made of.
            return try compare(events, before, [], possible: [([], before.cells)])
        }
        let possible = outcomes(.timer(timer), before) { question in
            guard case .timer(let calls) = question else { return nil }
            return calls.firstIndex(of: call)
        }
        try compare(events, before, before.callIDs, possible: possible)
    }

    private func outcomes(
        _ event: ModelEvent, _ before: Abstraction, _ answer: @escaping (ModelQuestion) -> Int?
    ) -> [([(message: Int, call: Int)], [ModelCell])]? {
        var possible: [([(message: Int, call: Int)], [ModelCell])] = []
        model.answer = answer
        defer { model.answer = nil }
        model.chooser = Chooser()
        var seen: Set<[ModelCell]> = []
        var tried = 0
        repeat {
            let isDone = model.run(event, from: before.cells)
            let (told, cells) = isDone ? (model.told, model.cells) : ([], before.cells)
            // Most ways lead to the same.
            let key = told.flatMap { [ModelCell($0.message), ModelCell($0.call)] } + cells
            if seen.insert(key).inserted { possible.append((told, cells)) }
            tried += 1
            if tried > 128 { return nil }
        } while model.chooser.advance()
        ways += tried
        return possible
    }

    private func compare(
        _ events: [CallEvent], _ before: Abstraction, _ callIDs: [String],
        possible: [([(message: Int, call: Int)], [ModelCell])]?
    ) throws {
        steps += 1
        guard let possible else {
            skipped += 1
            return
        }
        let after = abstraction()
        let alive = canonical(after.cells)
        var told: [Int: [Int]] = [:]
        for event in events where !event.callID.isEmpty {
            let message = program.specification.messages.firstIndex { $0.name.text == event.name } ?? -1
            told[callIDs.firstIndex(of: event.callID) ?? -1, default: []].append(message)
        }
        for (messages, cells) in possible {
            var said: [Int: [Int]] = [:]
            for (message, call) in messages { said[call, default: []].append(message) }
            guard said == told else { continue }
            if canonical(cells) == alive { return }
        }
        func describe(_ cells: [ModelCell]) -> String {
            let layout = model.layout
            var lines: [String] = []
            for call in 0..<layout.calls {
                let row = layout.row(call: call)
                guard cells[row] > 0 else { continue }
                let facts = layout.callSlots.compactMap { slot -> String? in
                    guard let cell = layout.cell(slot, call), cells[cell] > 0 else { return nil }
                    let name = (slot.isText ? program.callTexts : program.callNumbers)[slot.place].name
                    return "\(name)=\(model.slice.vocabulary.value(cells[cell], in: slot))"
                }
                lines.append(
                    "  call \(call): \(cells[row..<row + 7].map(String.init)) timers \(cells[row + 7..<row + 7 + layout.timers.count].map(String.init)) \(facts)"
                )
            }
            for channel in 0..<layout.channels {
                let row = layout.row(channel: channel)
                guard cells[row] > 0 else { continue }
                let facts = layout.channelSlots.compactMap { slot -> String? in
                    guard let cell = layout.cell(slot, channel), cells[cell] > 0 else { return nil }
                    let name = (slot.isText ? program.channelTexts : program.channelNumbers)[slot.place].name
                    return "\(name)=\(model.slice.vocabulary.value(cells[cell], in: slot))"
                }
                lines.append("  channel \(channel): \(cells[row..<row + 3].map(String.init)) \(facts)")
            }
            return lines.joined(separator: "\n")
        }
        let spoken = events.map { "\($0.name)(\($0.callID))" }
        throw Difference(
            description: """
                after \(steps) steps, the last of them:
                \(log.suffix(6).joined(separator: "\n---\n"))
                before: calls \(before.callIDs), channels \(before.channelIDs)
                \(describe(before.cells))
                the runtime told \(spoken) and knows
                \(describe(alive))
                the model had \(possible.count) ways, the first: \(possible.first.map { $0.0.map { program.specification.messages[$0.message].name.text } } ?? [])
                \(possible.first.map { describe(canonical($0.1)) } ?? "")
                """)
    }

    // MARK: Events

    private func value(for header: String) -> String? {
        if random.chance(35) { return nil }
        var some = ["1", "2", "3", "101", "-5", "abc", "21", "9999"]
        if let number = program.headers.firstIndex(where: { $0.name == header }) {
            some += program.headers[number].vocabulary + program.headers[number].vocabulary
            some += program.headers[number].nothing.prefix(1)
        }
        if let values = program.specification.ami.headers.first(where: { $0.name.text == header })?.values {
            return values.randomElement(using: &random)
        }
        some += names.values.map { $0.split(separator: "/").last.map(String.init) ?? $0 }.sorted().prefix(2)
        return some.randomElement(using: &random)
    }

    private func newName() -> String {
        count += 1
        let patterns = program.specification.channelFacts.flatMap(\.names)
        let number = String(100_000_000 + count).dropFirst()
        if let pattern = patterns.randomElement(using: &random), random.chance(25) {
            return pattern.replacing("*", with: "\(100 + count)") + "-\(number)"
        }
        return random.chance(20) ? "PJSIP/line\(count)-\(number)" : "PJSIP/\(100 + count)-\(number)"
    }

    private func takeEvent() throws {
        let before = abstraction()
        noteBridges()
        let ami = program.specification.ami
        let isFull = before.channels.count >= model.layout.channels
        var number = Int.random(in: ami.events.indices, using: &random)
        if before.channels.isEmpty || !isFull && random.chance(15) {
            number =
                ami.events.firstIndex { $0.channel == .begins && $0.name.text != ami.rollCall?.item.text } ?? number
        } else if ami.events[number].channel == .everyCall || ami.events[number].channel == .ends, random.chance(70) {
            return
        }
        let event = ami.events[number]
        let isItem = event.name.text == ami.rollCall?.item.text
        let isComplete = event.name.text == ami.rollCall?.complete.text
        if isComplete { return try completeRollCall(before) }
        if event.channel == .none { return }
        var headers: [String: String] = [:]
        for header in event.headers { headers[header.text] = value(for: header.text) }
        let (id, name, call) = (ami.channelID.text, ami.channelName.text, ami.callID.text)
        let isNew = event.channel == .begins && !isFull && (before.channels.isEmpty || random.chance(isItem ? 50 : 90))
        var subject: Int?
        var way: ModelQuestion.Way?
        var callIDs = before.callIDs
        if isNew {
            count += 1
            let own = "1800000000.\(count)"
            let hasRoom = before.cells[model.layout.row(call: model.layout.calls - 1)] == 0
            let linked: String
            if !before.callIDs.isEmpty, !hasRoom || random.chance(50) {
                guard let place = before.callIDs.indices.randomElement(using: &random) else { return }
                linked = before.callIDs[place]
                way = .join(place, isNamedAfter: false)
            } else if random.chance(70) {
                linked = own
                way = .own(older: false)
                callIDs.append(linked)
            } else if !before.callIDs.isEmpty, random.chance(50) {
                linked = "1700000000.\(count)"
                // One that is older than all others.
                guard before.callIDs.allSatisfy({ $0.hasPrefix("18") }) else { return }
                way = .unseen(older: true)
                callIDs.insert(linked, at: 0)
            } else {
                count += 1
                linked = "1800000000.\(count)"
                way = .unseen(older: false)
                callIDs.append(linked)
            }
            names[own] = newName()
            headers[event.prefix + id] = own
            headers[event.prefix + name] = names[own]
            headers[event.prefix + call] = linked
        } else {
            func say(_ prefix: String, _ channel: Int?) {
                guard let channel else {
                    if random.chance(50) { headers[prefix + id] = "1900000000.1" }
                    return
                }
                let own = before.channelIDs[channel]
                headers[prefix + id] = own
                if random.chance(15) {
                    names[own] = newName()
                    headers[prefix + name] = names[own]
                } else if random.chance(80) {
                    headers[prefix + name] = names[own]
                }
                let place = Int(before.cells[model.layout.row(channel: channel)]) - 1
                if random.chance(75) {
                    headers[prefix + call] = before.callIDs[place]
                } else if random.chance(60) {
                    headers[prefix + call] = before.callIDs.randomElement(using: &random)
                } else if random.chance(20) {
                    headers[prefix + call] = "1600000000.1"
                }
            }
            subject = random.chance(93) ? before.channels.indices.randomElement(using: &random) : nil
            if isItem || event.channel == .begins, subject == nil { return }
            if event.channel == .begins, headers[event.prefix + name] == nil, let subject {
                headers[event.prefix + name] = names[before.channelIDs[subject]]
            }
            say(event.prefix, subject)
            if event.channel == .begins, let subject {
                // It is whole, or it is not heard.
                let place = Int(before.cells[model.layout.row(channel: subject)]) - 1
                headers[event.prefix + name] = names[before.channelIDs[subject]]
                headers[event.prefix + call] = headers[event.prefix + call] ?? before.callIDs[place]
            }
            // A roll call does not tell of names.
            if isItem, let subject {
                let place = before.channels[subject]
                names[before.channelIDs[subject]] = correlator.text(of: correlator.channels[place].name)
                headers[event.prefix + name] = names[before.channelIDs[subject]]
            }
        }
        var peer: Int?
        if let prefix = event.peer?.text, !isNew {
            peer =
                random.chance(85) ? before.channels.indices.filter { $0 != subject }.randomElement(using: &random) : nil
            if let peer {
                let own = before.channelIDs[peer]
                headers[prefix + id] = own
                if random.chance(80) { headers[prefix + name] = names[own] }
                let place = Int(before.cells[model.layout.row(channel: peer)]) - 1
                headers[prefix + call] =
                    random.chance(80) ? before.callIDs[place] : before.callIDs.randomElement(using: &random)
            }
        }
        if let device = event.peerDevice?.text {
            headers[device] =
                random.chance(70)
                ? before.channelIDs.randomElement(using: &random).flatMap { names[$0] }.map { Self.device(of: $0) }
                : nil
        }
        if event.bridge != nil, let header = ami.bridgeID?.text, random.chance(90) {
            headers[header] = "b\(Int.random(in: 1...3, using: &random))"
        }
        if isItem {
            if !isAsking { correlator.beginRollCall(actionID: "7") }
            isAsking = true
            headers["ActionID"] = "7"
        }
        // What a recording has twice counts once; here nothing is.
        let events = hear(event.name.text, headers)
        if !isNew, subject == nil, peer == nil, event.channel != .everyCall {
            return try compare(events, before, callIDs, possible: [([], before.cells)])
        }
        let bridges = Dictionary(
            uniqueKeysWithValues: before.bridges.compactMap { place, number -> (String, ModelCell)? in
                bridgeNames[place].map { ($0, number) }
            })
        model.pairs = observer.pairs.compactMap { pair in
            guard let near = before.channelIDs.firstIndex(of: pair.near),
                let far = before.channelIDs.firstIndex(of: pair.far)
            else { return nil }
            return (near, far)
        }
        defer { model.pairs = [] }
        let possible = outcomes(isItem ? .present(number) : .ami(number), before) { [self] question in
            answer(
                question, event: event, headers, before, subject: subject, peer: peer, way: way, isNew: isNew,
                bridges: bridges)
        }
        try compare(events, before, callIDs, possible: possible)
    }

    private var bridgeNames: [Int: String] = [:]

    private func noteBridges() {
        bridgeNames = [:]
        for place in 0..<correlator.bridgeIDs.places where correlator.bridgeIDs.isTaken(place) {
            bridgeNames[place] = correlator.text(of: correlator.bridgeIDs.id(place))
        }
    }

    private static func device(of name: String) -> String {
        name.lastIndex(of: "-").map { String(name[..<$0]) } ?? name
    }

    private func hear(_ event: String, _ headers: [String: String]) -> [CallEvent] {
        var text =
            "Event: \(event)\r\nTimestamp: \(time / 1_000_000).\(String(1_000_000 + time % 1_000_000).dropFirst())\r\n"
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) { text += "\(name): \(value)\r\n" }
        text += "\r\n"
        log.append(text)
        correlator.arrival = Timestamp(microseconds: time)
        let bytes = Array(text.utf8)
        decoder.decode(bytes.span.bytes, into: &correlator)
        let events = correlator.takeEvents()
        note(events)
        return events
    }

    private func completeRollCall(_ before: Abstraction) throws {
        guard let rollCall = program.specification.ami.rollCall, random.chance(10) else { return }
        correlator.beginRollCall(actionID: "7")
        isAsking = false
        var there: [Int] = []
        for channel in before.channels.indices where random.chance(60) {
            there.append(channel)
            let place = Int(before.cells[model.layout.row(channel: channel)]) - 1
            let ami = program.specification.ami
            let item = ami.events.first { $0.name.text == rollCall.item.text }
            let prefix = item?.prefix ?? ""
            _ = hear(
                rollCall.item.text,
                [
                    "ActionID": "7", prefix + ami.channelID.text: before.channelIDs[channel],
                    prefix + ami.channelName.text: names[before.channelIDs[channel]] ?? "x",
                    prefix + ami.callID.text: before.callIDs[place],
                ])
        }
        let number = program.specification.ami.events.firstIndex { $0.name.text == rollCall.complete.text } ?? 0
        var headers = ["ActionID": "7"]
        if let count = rollCall.count?.text { headers[count] = String(there.count) }
        let events = hear(rollCall.complete.text, headers)
        let possible = outcomes(.rollCallComplete(number), before) { question in
            guard case .lost(let channel) = question else { return nil }
            return there.contains(channel) ? 0 : 1
        }
        try compare(events, before, before.callIDs, possible: possible)
    }

    private func answer(
        _ question: ModelQuestion, event: EventDeclaration, _ headers: [String: String], _ before: Abstraction,
        subject: Int?, peer: Int?, way: ModelQuestion.Way?, isNew: Bool, bridges: [String: ModelCell]
    ) -> Int? {
        let ami = program.specification.ami
        func prefix(of channel: Int) -> String? {
            if isNew || channel == subject { return event.prefix }
            return channel == peer ? event.peer?.text : nil
        }
        switch question {
        case .begun(let channels): return subject.flatMap { channels.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
        case .channel(let channels): return subject.flatMap { channels.firstIndex(of: $0) } ?? channels.count
        case .peer(let channels): return peer.flatMap { channels.firstIndex(of: $0) } ?? channels.count
        case .begins(let ways): return way.flatMap { ways.firstIndex(of: $0) }
        case .name(let slot, let channel, let values):
            guard let prefix = prefix(of: channel), let name = headers[prefix + ami.channelName.text] else { return 0 }
            let fact = program.channelNumbers[slot.place].fact
            let patterns = fact.namesFrom == nil ? fact.names : correlator.options.trunks
            if patterns.isEmpty { return values.firstIndex(of: ModelVocabulary.unset) }
            let bytes = Array(name.utf8)
            let matches = patterns.contains { Glob($0).matches(bytes.span.bytes) }
            return values.firstIndex(of: model.slice.vocabulary.kept(matches ? 1 : 0, in: slot))
        case .follows(let channel, let calls):
            guard let prefix = prefix(of: channel), let id = headers[prefix + ami.callID.text],
                let call = before.callIDs.firstIndex(of: id)
            else { return 0 }
            return calls.firstIndex(of: call).map { $0 + 1 } ?? 0
        case .enters(_, let others):
            guard let header = ami.bridgeID?.text, let id = headers[header] else { return others.count + 1 }
            return bridges[id].flatMap { others.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
        case .leaves:
            guard let header = ami.bridgeID?.text else { return 1 }
            return headers[header] == nil ? 1 : 0
        case .device(let members):
            guard let header = event.peerDevice?.text, let device = headers[header] else { return 0 }
            return members.firstIndex { names[before.channelIDs[$0]].map(Self.device(of:)) == device }.map { $0 + 1 }
                ?? 0
        case .header(let header, let mask): return bits(header, headers) & mask == 0 ? 0 : 1
        case .condition: return nil
        case .value(let header, let slot, let codes):
            let value = headers[program.headers[header].name] ?? ""
            if slot.isText {
                return codes.firstIndex(of: model.slice.vocabulary.kept(value, in: slot))
            }
            guard let number = HeaderValues.integer(value) else { return nil }
            if let bounds = model.slice.vocabulary.bounds[slot], !bounds.contains(number) {
                return codes.firstIndex(of: ModelVocabulary.unset)
            }
            return codes.firstIndex(of: model.slice.vocabulary.kept(number, in: slot))
        case .lost, .timer: return nil
        }
    }

    private func bits(_ header: Int, _ headers: [String: String]) -> UInt64 {
        let table = program.headers[header]
        guard let value = headers[table.name], !value.isEmpty,
            !(table.nothing + program.specification.ami.nothing).contains(value)
        else { return HeaderValues.none }
        if let word = table.vocabulary.firstIndex(of: value) { return HeaderValues.word(word) }
        return HeaderValues.bit(of: value)
    }
}

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
    struct Abstraction {
        var cells: [ModelCell]
        /// The runtime's places, by the model's.
        var calls: [Int] = []
        var channels: [Int] = []
        var callIDs: [String] = []
        var channelIDs: [String] = []
        var bridges: [Int: ModelCell] = [:]
    }

    let program: CallProgram
    let model: Model
    var random: SeededGenerator
    var correlator: Correlator
    let observer = PairObserver()
    var decoder = AMIDecoder()
    /// The last word of each call's retained state.
    var words: [String: String] = [:]
    var names: [String: String] = [:]
    var time: Int64 = 1_800_000_000_000_000
    var count = 10
    var isAsking = false
    var log: [String] = []

    /// What the spec claims and did not hold.
    var brokenClaims: [String] { correlator.brokenClaims.map { "\($0.claim) by \($0.call)" } }
    /// How many steps were taken, and how many of them did something.
    var steps = 0
    var messages = 0
    /// How many ways the model had for them.
    var ways = 0
    var skipped = 0
    var bridgeNames: [Int: String] = [:]

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
        let claim = CallProgram.Invariant(name: "walk", location: .start, claim: .always([.init(at: nil, [[]])]))
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

    func abstraction() -> Abstraction {
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
    func canonical(_ cells: [ModelCell]) -> [ModelCell] {
        model.cells = cells
        model.canonicalise()
        return model.cells
    }

    // MARK: Steps

    func step() throws {
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

    func note(_ events: [CallEvent]) {
        for event in events {
            if let word = event.state { words[event.callID] = word }
            messages += 1
        }
    }

    func take(timer: Int, ofPlace place: Int, at due: Int64) throws {
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

    func outcomes(
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

    func compare(
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
}

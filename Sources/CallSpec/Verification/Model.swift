@_spi(Runtime) import CallLogic

/// What calls and channels can come to, as far as a ``Slice`` keeps track of it: takes one state and one event, makes the
/// choices that a ``Chooser`` makes, and comes to the next state. ``ModelRun`` has the program run on it, as it
/// runs on the correlator.
///
/// The physical facts that it goes by: a channel begins once and is known by its id until it ends; a new channel
/// belongs to a call of its own, to one that is going on, or to one that began unseen; one event is about two different
/// channels, if about two. Everything else, such as which headers say what in which order, is free.
///
/// Of the calls at hand, one is watched, whichever is chosen, and of the others nothing is known unless
/// ``Tracking/allCalls`` asks for it: what a claim says of every call it says of the one that is watched.
final class Model {
    typealias CallCell = ModelLayout.CallCell
    typealias ChannelCell = ModelLayout.ChannelCell

    let slice: Slice
    let layout: ModelLayout
    let program: CallProgram
    /// What can happen.
    let events: [ModelEvent]
    /// The event that reports channels' new names and calls, where one does nothing else; otherwise all do.
    let newsEvent: Int?

    /// The state at hand.
    var cells: [ModelCell]
    var chooser = Chooser()
    /// Who answers what is asked of the event; nobody, where all answers are tried.
    var answer: ((ModelQuestion) -> Int?)?
    /// What was sent, by message and call, where somebody answers.
    var told: [(message: Int, call: Int)] = []
    /// Why the invariant does not hold; `nil` as long as it does.
    var violation: String?
    /// What happened in the step, if it is recorded.
    var trace: ModelTrace?

    /// What would have to be kept track of to know what was chosen instead, choice by choice.
    var missing: [Tracking] = []

    /// The event of AMI at hand.
    var event: EventDeclaration?
    /// What each header can still say, as ``HeaderValues``.
    var masks: [UInt64]
    /// What some were found to say.
    var pins: [Int: HeaderPin] = [:]
    /// What of each header is a number.
    let numberMasks: [UInt64]
    /// What the headers could say before anything was asked.
    let openMasks: [UInt64]
    var touched: [Int] = []
    /// Where the runs of this event from this state have been.
    var crossroads: Set<Crossroad> = []
    /// Whether this run came to where another one was: what comes of it is known.
    var isKnownFromHere = false
    /// For each trigger, the headers that it and its rules read.
    let headersRead: [Set<Int>]
    /// What was chosen for conditions that only the event decides.
    var assumed: [CallProgram.Condition: Bool] = [:]
    /// What the next message says that its call is doing, among the slice's words, instead of its own word.
    var saying: Int?
    /// The channels of the bridge at hand that are being brought into one call.
    var merging: [Int] = []
    /// The pairs of channels that the event at hand connects or parts, where they are known. Otherwise any two channels
    /// can be one, by an event of its own.
    var pairs: [(near: Int, far: Int)] = []
    /// How many of them have set off their triggers.
    var firedPairs = 0

    /// The triggers of each occurrence.
    let occurrenceTriggers: [Occurrence: [Int]]
    let finalStates: [Bool]
    let triggerCount: Int
    /// The cells of a channel's row that follow from its name.
    let namedCells: [(cell: Int, slot: ModelSlot)]

    init(_ slice: Slice, calls: Int, channels: Int, rollCalls: Bool = true) {
        self.slice = slice
        program = slice.program
        layout = ModelLayout(
            slice.program, slice.tracking, timers: slice.timers.sorted(), calls: calls, channels: channels,
            isOfChannel: slice.invariant.isOfChannel)
        cells = layout.empty
        let spec = slice.program.specification
        openMasks = slice.program.headers.map { header in
            var mask = header.vocabulary.indices.reduce(HeaderValues.none | HeaderValues.others) {
                $0 | HeaderValues.word($1)
            }
            if let values = spec.ami.headers.first(where: { $0.name.text == header.name })?.values {
                mask &= ~HeaderValues.others
                for value in values where !header.vocabulary.contains(value) { mask |= HeaderValues.bit(of: value) }
            }
            return mask
        }
        numberMasks = slice.program.headers.map { HeaderValues.numbers($0.vocabulary) }
        masks = openMasks
        occurrenceTriggers = Dictionary(
            uniqueKeysWithValues: Occurrence.allCases.map { ($0, slice.triggers($0)) })
        finalStates = spec.states.map(\.isFinal)
        triggerCount = slice.program.triggers.count
        headersRead = slice.program.triggers.indices.map { slice.program.headersRead(byTrigger: $0) }
        let layout = layout
        namedCells = slice.vocabulary.named.compactMap { slot in
            let cell = layout.channelNumbers[slot.place]
            return cell < 0 ? nil : (cell, slot)
        }
        (events, newsEvent) = Self.events(slice, rollCalls)
    }

    private static func events(_ slice: Slice, _ rollCalls: Bool) -> ([ModelEvent], news: Int?) {
        let ami = slice.program.specification.ami
        var events: [ModelEvent] = []
        var quiet: [(number: Int, hasPeer: Bool)] = []
        for (number, event) in ami.events.enumerated() {
            if event.name.text == ami.rollCall?.item.text {
                if rollCalls { events.append(.present(number)) }
            } else if event.name.text == ami.rollCall?.complete.text {
                if rollCalls { events.append(.rollCallComplete(number)) }
            } else {
                switch event.channel {
                case .none: break
                case .begins, .ends: events.append(.ami(number))
                case .everyCall:
                    if !slice.eventTriggers[number].isEmpty { events.append(.ami(number)) }
                case .mentions:
                    let bridges = slice.tracking.bridges && event.bridge != nil
                    let isAssumed = slice.tracking.assumptions.contains {
                        slice.program.assumptions[$0].others.contains(number)
                    }
                    if slice.eventTriggers[number].isEmpty, !bridges, !isAssumed {
                        quiet.append((number, event.peer != nil))
                    } else {
                        events.append(.ami(number))
                    }
                }
            }
        }
        // Of events that only show a channel's name and call, one will do.
        let news = (quiet.first { !$0.hasPeer })?.number
        if let one = news ?? quiet.first?.number { events.append(.ami(one)) }
        // Each pair is taken for an event of its own: any two channels can be one, at any time.
        for number in ami.events.indices where !slice.pairTriggers[number].isEmpty { events.append(.pair(number)) }
        return (events + slice.timers.sorted().map { .timer($0) }, news)
    }

    /// Does one event; false where it can't come to pass.
    func run(_ event: ModelEvent, from state: [ModelCell]) -> Bool {
        cells = state
        violation = nil
        isKnownFromHere = false
        firedPairs = 0
        saying = nil
        if !told.isEmpty { told.removeAll() }
        for header in touched { masks[header] = openMasks[header] }
        touched.removeAll(keepingCapacity: true)
        if !assumed.isEmpty { assumed.removeAll() }
        if !pins.isEmpty { pins.removeAll() }
        switch event {
        case .ami(let number): return receive(number)
        case .pair(let number): return pair(number)
        case .present(let number): return present(number)
        case .rollCallComplete: return completeRollCall()
        case .timer(let timer): return end(timer: timer)
        }
    }

    /// One of `count` answers to what is asked of the event.
    func choose(_ question: @autoclosure () -> ModelQuestion, _ count: Int) -> Int {
        if let answer, let known = answer(question()) { return known }
        return chooser.choose(count)
    }

    // MARK: Calls and channels

    func isLive(_ call: Int) -> Bool { cells[layout.row(call: call) + CallCell.life] == 1 }

    /// Whether all that is kept track of is known of a call.
    func isWatched(_ call: Int) -> Bool { cells[layout.row(call: call) + CallCell.watched] == 1 }

    /// A channel's call; `nil` where there is no such channel.
    func call(of channel: Int) -> Int? {
        let cell = cells[layout.row(channel: channel) + ChannelCell.call]
        return cell == 0 ? nil : Int(cell) - 1
    }

    /// The places of a call's channels.
    func channels(of call: Int) -> [Int] { (0..<layout.channels).filter { self.call(of: $0) == call } }

    /// How many channels a call has.
    func count(of call: Int) -> Int {
        var count = 0
        for channel in 0..<layout.channels where self.call(of: channel) == call { count += 1 }
        return count
    }

    /// Those of some channels that differ in anything from the one before. A real event names one in particular.
    func distinct(_ channels: [Int]) -> [Int] {
        if answer != nil { return channels }
        return channels.enumerated().filter { place, channel in
            guard place > 0 else { return true }
            let (row, other) = (layout.row(channel: channel), layout.row(channel: channels[place - 1]))
            return (0..<layout.channelWidth).contains { cells[row + $0] != cells[other + $0] }
        }.map(\.element)
    }

    var known: [Int] { (0..<layout.channels).filter { call(of: $0) != nil } }

    /// Makes a call at a place among those that go on, which are in the order of their ages.
    func insertCall(at place: Int) {
        for channel in 0..<layout.channels {
            for cell in [ChannelCell.call, ChannelCell.origin] {
                let offset = layout.row(channel: channel) + cell
                if cells[offset] > ModelCell(place) { cells[offset] += 1 }
            }
        }
        let width = layout.callWidth
        for call in stride(from: layout.calls - 1, to: place, by: -1) {
            for cell in 0..<width { cells[call * width + cell] = cells[(call - 1) * width + cell] }
        }
        let row = layout.row(call: place)
        for cell in 0..<width { cells[row + cell] = 0 }
        cells[row + CallCell.life] = 1
        let isOnly = !(0..<layout.calls).contains { isWatched($0) }
        guard slice.tracking.allCalls || isOnly && chooser.flip() else { return nameless(place) }
        cells[row + CallCell.watched] = 1
        for slot in layout.callSlots {
            if let cell = layout.cell(slot, place) { cells[cell] = slice.vocabulary.start(slot) }
        }
        nameless(place)
    }

    private func nameless(_ place: Int) {
        trace?.calls.insert("", at: place)
        trace?.calls.removeLast()
    }

    /// Moves a channel to another call.
    func move(_ channel: Int, to call: Int) {
        var run = ModelRun(model: self)
        run.move(channel, to: call)
    }

    /// A channel is gone.
    func end(_ channel: Int, _ occurrence: Occurrence) {
        var run = ModelRun(model: self)
        run.end(channel, occurrence)
    }

    /// Asks triggers in turn, and does what comes of them.
    func fire(_ triggers: [Int], _ subjects: Subjects, isLast: Bool = false) {
        var run = ModelRun(model: self)
        run.fire(triggers, on: subjects, isLast: isLast)
    }

    /// A channel is in another call from now on; what was said in the old one goes with it.
    func carry(_ channel: Int, to call: Int) {
        guard let old = self.call(of: channel) else { return }
        let (from, to) = (layout.row(call: old), layout.row(call: call))
        if slice.tracking.mergers, isWatched(old) { cells[from + CallCell.merged] = 1 }
        cells[layout.row(channel: channel) + ChannelCell.call] = ModelCell(call) + 1
        if case .onlyAfter = slice.invariant.claim, !slice.invariant.isOfChannel, isWatched(call) {
            var brought = slice.invariant.claim.carried(Int(cells[from + CallCell.said]))
            if !isWatched(old) {
                miss { $0.allCalls = true }
                brought = chooser.choose(slice.tracking.count + 1)
            }
            let sum = brought + Int(cells[to + CallCell.said])
            cells[to + CallCell.said] = ModelCell(min(sum, slice.tracking.count))
        }
        if let names = trace {
            trace?.told.append("\(names.channels[channel].name) goes over to call \(names.calls[call])")
        }
    }

    /// Forgets a channel.
    func clear(_ channel: Int) {
        let row = layout.row(channel: channel)
        checkEnd(ofChannel: channel)
        for cell in row..<row + layout.channelWidth { cells[cell] = 0 }
    }

    /// Forgets a call that has no channels any more.
    func clear(call: Int) {
        for channel in 0..<layout.channels {
            let origin = layout.row(channel: channel) + ChannelCell.origin
            if Int(cells[origin]) == call + 1 { cells[origin] = 0 }
        }
        if let names = trace { trace?.told.append("call \(names.calls[call]) is over") }
        let row = layout.row(call: call)
        for cell in row..<row + layout.callWidth { cells[cell] = 0 }
    }
}

/// The correlator's runtime over what a ``Slice`` keeps track of: takes one state and one event, makes the choices that
/// a ``Chooser`` tells it to, and comes to the next state. What it does in which order is what the runtime does.
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

    /// Who an event is about.
    struct Subjects {
        var call: Int
        var channel: Int?
        var peer: Int?
    }

    let slice: Slice
    let layout: ModelLayout
    let program: CallProgram
    /// What can happen.
    let events: [ModelEvent]
    /// The event that tells of channels' new names and calls, where one does nothing else; otherwise all do.
    let newsEvent: Int?

    /// The state at hand.
    var cells: [UInt8]
    var chooser = Chooser()
    /// Why the invariant does not hold; `nil` as long as it does.
    var violation: String?
    /// What is told of the step, where anybody wants to know.
    var trace: ModelTrace?

    /// What would have to be kept track of to know what was chosen instead, choice by choice.
    var missing: [Tracking] = []

    /// The event of AMI at hand.
    var event: EventDeclaration?
    /// The values that each header can still have: a bit for none, for another, and for each of its vocabulary.
    var masks: [UInt64]
    /// What the headers could say before anything was asked.
    let openMasks: [UInt64]
    var touched: [Int] = []
    /// What was chosen for conditions that only the event decides.
    var assumed: [CallProgram.Condition: Bool] = [:]

    let arrived: [Int]
    let lastEnded: [Int]
    let lastMoved: [Int]
    let lastLost: [Int]
    let finalStates: [Bool]
    let triggerCount: Int
    /// The cells of a channel's row that follow from its name.
    let namedCells: [(cell: Int, slot: ModelSlot)]

    init(_ slice: Slice, calls: Int, channels: Int, rollCalls: Bool = true) {
        self.slice = slice
        program = slice.program
        layout = ModelLayout(slice.program, slice.tracking, calls: calls, channels: channels)
        cells = layout.empty
        let spec = slice.program.specification
        openMasks = slice.program.headers.map { header in
            var mask = (UInt64(1) << UInt64(header.vocabulary.count + 2)) - 1
            if let values = spec.ami.headers.first(where: { $0.name.text == header.name })?.values,
                values.allSatisfy({ header.vocabulary.contains($0) })
            {
                mask &= ~2
            }
            return mask
        }
        masks = openMasks
        arrived = slice.triggers(.channelArrived)
        lastEnded = slice.triggers(.lastChannelEnded)
        lastMoved = slice.triggers(.lastChannelMoved)
        lastLost = slice.triggers(.lastChannelLost)
        finalStates = spec.states.map(\.isFinal)
        triggerCount = slice.program.triggers.count
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
                    if slice.eventTriggers[number].isEmpty, !bridges {
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
        return (events + slice.timers.sorted().map { .timer($0) }, news)
    }

    /// Does one event; false where it can't come to pass.
    func run(_ event: ModelEvent, from state: [UInt8]) -> Bool {
        cells = state
        violation = nil
        for header in touched { masks[header] = openMasks[header] }
        touched.removeAll(keepingCapacity: true)
        if !assumed.isEmpty { assumed.removeAll() }
        switch event {
        case .ami(let number): return receive(number)
        case .present(let number): return present(number)
        case .rollCallComplete: return completeRollCall()
        case .timer(let timer): return end(timer: timer)
        }
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

    /// Those of some channels that differ in anything from the one before.
    func distinct(_ channels: [Int]) -> [Int] {
        channels.enumerated().filter { place, channel in
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
                if cells[offset] > UInt8(place) { cells[offset] += 1 }
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

    /// Takes a channel over to another call.
    func move(_ channel: Int, to call: Int) {
        guard let old = self.call(of: channel), old != call else { return }
        let (from, to) = (layout.row(call: old), layout.row(call: call))
        if slice.tracking.mergers, isWatched(old) { cells[from + CallCell.merged] = 1 }
        cells[layout.row(channel: channel) + ChannelCell.call] = UInt8(call) + 1
        if case .onlyAfter = slice.invariant.claim, isWatched(call) {
            var brought = Int(cells[from + CallCell.said])
            if !isWatched(old) {
                miss { $0.allCalls = true }
                brought = chooser.choose(slice.tracking.count + 1)
            }
            let sum = brought + Int(cells[to + CallCell.said])
            cells[to + CallCell.said] = UInt8(min(sum, slice.tracking.count))
        }
        if let names = trace {
            trace?.told.append("\(names.channels[channel].name) goes over to call \(names.calls[call])")
        }
        fire(arrived, Subjects(call: call))
        guard channels(of: old).isEmpty else { return }
        fire(lastMoved, Subjects(call: old))
        close(old)
    }

    /// A channel is gone.
    func end(_ channel: Int, _ triggers: [Int]) {
        guard let call = call(of: channel) else { return }
        clear(channel)
        guard channels(of: call).isEmpty, isLive(call) else { return }
        fire(triggers, Subjects(call: call))
        close(call)
    }

    private func clear(_ channel: Int) {
        let row = layout.row(channel: channel)
        for cell in row..<row + layout.channelWidth { cells[cell] = 0 }
    }

    /// A call is over.
    func close(_ call: Int) {
        guard isLive(call) else { return }
        let row = layout.row(call: call)
        checkEnd(of: call)
        for channel in 0..<layout.channels {
            if self.call(of: channel) == call { clear(channel) }
            let origin = layout.row(channel: channel) + ChannelCell.origin
            if Int(cells[origin]) == call + 1 { cells[origin] = 0 }
        }
        if let names = trace { trace?.told.append("call \(names.calls[call]) is over") }
        if hearsTimers(call) {
            cells[row + CallCell.life] = 2
        } else {
            for cell in row..<row + layout.callWidth { cells[cell] = 0 }
        }
    }

    /// Whether a timer of a call runs at whose end something happens in the call's state.
    private func hearsTimers(_ call: Int) -> Bool {
        let row = layout.row(call: call)
        let state = Int(cells[row + CallCell.state])
        return slice.timers.contains { timer in
            cells[row + CallCell.timers] & (1 << UInt8(timer)) != 0
                && slice.timerTriggers[timer].contains { trigger in
                    slice.cells[state * triggerCount + trigger].contains { !$0.isEmpty }
                }
        }
    }

    // MARK: The invariant

    private func checkEnd(of call: Int) {
        guard isWatched(call) else { return }
        let row = layout.row(call: call)
        switch slice.invariant.claim {
        case .isFinal:
            let state = Int(cells[row + CallCell.state])
            if !finalStates[state] {
                violation = "the call's last channel is gone, and it is in the state '\(name(state))' for ever"
            }
        case .endsWith(let message):
            let said = cells[row + CallCell.said]
            if said == 2 || said == 0 && isExcepted(Subjects(call: call)) { return }
            violation = "the call ends without '\(messageName(message))'"
        default: break
        }
    }

    private func name(_ state: Int) -> String { program.specification.states[state].name.text }

    private func messageName(_ message: Int) -> String { program.specification.messages[message].name.text }

    private func isExcepted(_ subjects: Subjects) -> Bool {
        slice.invariant.exceptions.contains { holds($0, Subjects(call: subjects.call)) }
    }

    /// A message is sent.
    func emit(_ message: Int, _ subjects: Subjects) {
        let said = layout.row(call: subjects.call) + CallCell.said
        trace?.told.append("'\(messageName(message))' is sent")
        guard isWatched(subjects.call) else { return }
        switch slice.invariant.claim {
        case .atMostOnce:
            if isExcepted(subjects) { return }
            if cells[said] > 0 { violation = "'\(messageName(message))' is sent twice" }
            cells[said] = 1
        case .onlyAfter(let own, let other):
            let most = UInt8(slice.tracking.count)
            if message == other {
                cells[said] = min(cells[said] + 1, most)
            } else if message == own, !isExcepted(subjects) {
                guard cells[said] > 0 else {
                    violation = "'\(messageName(own))' is sent without a '\(messageName(other))' before it"
                    return
                }
                // As many as are counted can be more.
                if cells[said] == most {
                    miss { $0.count = min(Tracking.greatestCount, $0.count * 2 + 1) }
                    if !chooser.flip() { return }
                }
                cells[said] -= 1
            }
        case .endsWith(let last):
            if cells[said] == 2 {
                violation = "'\(messageName(message))' is sent after '\(messageName(last))'"
            } else {
                cells[said] = message == last ? 2 : 1
            }
        case .isFinal: break
        }
    }

    /// Notes what is not known for want of being kept track of.
    func miss(_ add: (inout Tracking) -> Void) {
        guard let trace else { return }
        var wanted = slice.tracking
        add(&wanted)
        if wanted == slice.tracking { trace.isLoose = true } else { missing.append(wanted) }
    }

    /// The same of something that is read.
    func miss(_ source: CallProgram.Source, _ subjects: Subjects) {
        let isOfCall =
            ModelSlot(source).map { !$0.isChannel } ?? [.known(.mergedInto), .known(.callMessages)].contains(source)
        miss { if isOfCall, !isWatched(subjects.call) { $0.allCalls = true } else { $0.insert(source) } }
    }

    // MARK: One form for states that are the same

    /// Brings the state at hand into the form that all states have that differ from it in the order of their channels
    /// only.
    func canonicalise() {
        orderCalls()
        orderChannels()
    }

    private func orderCalls() {
        let width = layout.callWidth
        let order = (0..<layout.calls).sorted {
            let (left, right) = (life($0), life($1))
            return left == right ? $0 < $1 : left < right
        }
        guard order != Array(0..<layout.calls) else { return }
        let old = cells
        for (place, call) in order.enumerated() {
            for cell in 0..<width { cells[place * width + cell] = old[call * width + cell] }
        }
        for channel in 0..<layout.channels {
            for cell in [ChannelCell.call, ChannelCell.origin] {
                let offset = layout.row(channel: channel) + cell
                if old[offset] > 0, let place = order.firstIndex(of: Int(old[offset]) - 1) {
                    cells[offset] = UInt8(place) + 1
                }
            }
        }
        if let calls = trace?.calls { trace?.calls = order.map { calls[$0] } }
    }

    /// Calls that go on come first, calls that are forgotten last.
    private func life(_ call: Int) -> Int {
        let life = Int(cells[layout.row(call: call)])
        return life == 0 ? 3 : life
    }

    private func orderChannels() {
        let width = layout.channelWidth
        let order = (0..<layout.channels).sorted { left, right in
            let (first, second) = (layout.row(channel: left), layout.row(channel: right))
            for cell in 0..<width where cell != ChannelCell.bridge {
                let (a, b) = (cells[first + cell], cells[second + cell])
                if a != b { return a > b }
            }
            let (a, b) = (cells[first + ChannelCell.bridge], cells[second + ChannelCell.bridge])
            return a == b ? left < right : a > b
        }
        if order != Array(0..<layout.channels) {
            let old = cells
            for (place, channel) in order.enumerated() {
                let (to, from) = (layout.row(channel: place), layout.row(channel: channel))
                for cell in 0..<width { cells[to + cell] = old[from + cell] }
            }
            if let channels = trace?.channels { trace?.channels = order.map { channels[$0] } }
        }
        guard slice.tracking.bridges else { return }
        var names: [UInt8] = []
        for channel in 0..<layout.channels {
            let cell = layout.row(channel: channel) + ChannelCell.bridge
            guard cells[cell] > 0 else { continue }
            if let name = names.firstIndex(of: cells[cell]) {
                cells[cell] = UInt8(name) + 1
            } else {
                names.append(cells[cell])
                cells[cell] = UInt8(names.count)
            }
        }
    }
}

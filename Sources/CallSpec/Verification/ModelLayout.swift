/// Where the cells of a model's state lie: a row for each call, then a row for each channel.
struct ModelLayout {
    /// Cells of a call's row before its timers and facts.
    enum CallCell {
        /// 0 for none, 1 for a call that goes on.
        static let life = 0
        /// The state; 0 where it is not kept track of.
        static let state = 1
        /// What was said so far, as far as the invariant wants to know.
        static let said = 2
        /// Whether a channel went over to another call.
        static let merged = 3
        /// 1 for a call of which all this is known.
        static let watched = 4
        /// Whether anything was said, where that is kept track of.
        static let spoke = 5
        /// The word that its retained state says and 1, where that is kept track of.
        static let word = 6
        static let timers = 7
    }

    /// Cells of a channel's row before its assumptions and facts.
    enum ChannelCell {
        /// The call and 1; 0 for no channel.
        static let call = 0
        /// The call that is named after it and 1; 0 for none.
        static let origin = 1
        /// A number for each bridge; 0 for none.
        static let bridge = 2
        static let assumptions = 3
    }

    /// The most calls there can be at a time.
    let calls: Int
    /// The most channels there can be at a time.
    let channels: Int
    /// How many cells a call has.
    let callWidth: Int
    /// How many cells a channel has.
    let channelWidth: Int
    /// The timers that are kept, one cell each: 1 while it runs.
    let timers: [Int]
    /// The assumptions that are kept, one cell each: 1 while the event can come.
    let assumptions: [Int]
    /// The facts of calls that are kept, in the order of their cells.
    let callSlots: [ModelSlot]
    /// The same of channels.
    let channelSlots: [ModelSlot]
    /// For each number of a call, its cell in the row, or -1.
    let callNumbers: [Int]
    let callTexts: [Int]
    let channelNumbers: [Int]
    let channelTexts: [Int]

    /// The cell of a channel's row with what was said of it, as far as the invariant wants to know; `nil` where it is
    /// claimed of calls.
    let channelSaid: Int?

    init(
        _ program: CallProgram, _ tracking: Tracking, timers: [Int], calls: Int, channels: Int,
        isOfChannel: Bool = false
    ) {
        self.calls = calls
        self.channels = channels
        self.timers = timers
        assumptions = tracking.assumptions.sorted()
        func kept(_ isChannel: Bool, _ isText: Bool, _ count: Int) -> [ModelSlot] {
            (0..<count).map { ModelSlot(isChannel: isChannel, isText: isText, place: $0) }
                .filter { tracking.slots.contains($0) }
        }
        let callSlots =
            kept(false, false, program.callNumbers.count) + kept(false, true, program.callTexts.count)
        let channelSlots =
            kept(true, false, program.channelNumbers.count) + kept(true, true, program.channelTexts.count)
        func cells(_ slots: [ModelSlot], _ isText: Bool, _ count: Int, _ base: Int) -> [Int] {
            (0..<count).map { place in
                slots.firstIndex { $0.isText == isText && $0.place == place }.map { $0 + base } ?? -1
            }
        }
        self.callSlots = callSlots
        self.channelSlots = channelSlots
        let callFacts = CallCell.timers + timers.count
        let channelFacts = ChannelCell.assumptions + assumptions.count
        callNumbers = cells(callSlots, false, program.callNumbers.count, callFacts)
        callTexts = cells(callSlots, true, program.callTexts.count, callFacts)
        channelNumbers = cells(channelSlots, false, program.channelNumbers.count, channelFacts)
        channelTexts = cells(channelSlots, true, program.channelTexts.count, channelFacts)
        callWidth = callFacts + callSlots.count
        channelSaid = isOfChannel ? channelFacts + channelSlots.count : nil
        channelWidth = channelFacts + channelSlots.count + (isOfChannel ? 1 : 0)
    }

    /// How many cells a state has.
    var width: Int { calls * callWidth + channels * channelWidth }

    /// No call and no channel.
    var empty: [ModelCell] { Array(repeating: 0, count: width) }

    /// Where a call's row begins.
    func row(call: Int) -> Int { call * callWidth }

    /// Where a channel's row begins.
    func row(channel: Int) -> Int { calls * callWidth + channel * channelWidth }

    /// The offset in a state of a call's timer; `nil` where it is not kept.
    func cell(timer: Int, of call: Int) -> Int? {
        timers.firstIndex(of: timer).map { row(call: call) + CallCell.timers + $0 }
    }

    /// The offset in a state of what a channel has of an assumption; `nil` where it is not kept.
    func cell(assumption: Int, of channel: Int) -> Int? {
        assumptions.firstIndex(of: assumption).map { row(channel: channel) + ChannelCell.assumptions + $0 }
    }

    /// The offset in a state of a call's or channel's fact; `nil` where it is not kept.
    func cell(_ slot: ModelSlot, _ owner: Int) -> Int? {
        let cells =
            slot.isChannel
            ? (slot.isText ? channelTexts : channelNumbers) : (slot.isText ? callTexts : callNumbers)
        let cell = cells[slot.place]
        return cell < 0 ? nil : (slot.isChannel ? row(channel: owner) : row(call: owner)) + cell
    }
}

import HeapModule

/// What is played when: rounds of captures, one after the other or many at once, each with ids of its own.
struct PlaySchedule {
    enum Pace: Equatable {
        /// One after the other, a second between them.
        case inTurn
        /// A new one so and so often a second, whatever still runs.
        case perSecond(Double)
        /// So many at any time: where one ends, the next begins.
        case atOnce(Int)
    }

    struct Step {
        let template: Int
        let message: PlayTemplate.Message
        let ids: FreshIDs
        /// Microseconds since the play began.
        let time: Int64
    }

    private struct Running: Comparable {
        var time: Int64
        let order: Int
        let template: Int
        var message: Int
        let ids: FreshIDs

        static func == (one: Running, other: Running) -> Bool { one.time == other.time && one.order == other.order }
        static func < (one: Running, other: Running) -> Bool { (one.time, one.order) < (other.time, other.order) }
    }

    private static let gap: Int64 = 1_000_000

    let templates: [PlayTemplate]
    private let pace: Pace
    /// Microseconds since 1970 that the play begins at, by its own Timestamps.
    let epoch: Int64
    private var remaining: Int?
    private var started = 0
    private var allocator: IDAllocator
    private var running = Heap<Running>()
    private var starts = Heap<Int64>()

    /// How many rounds were begun.
    var roundsBegun: Int { started }

    /// - Parameters:
    ///   - templates: what is played, in turn; those without a message are left out.
    ///   - loops: how often each of them is played; nil for ever.
    ///   - epoch: microseconds since 1970 that the play begins at, by its own Timestamps.
    init(_ templates: [PlayTemplate], pace: Pace, loops: Int?, epoch: Int64) {
        self.templates = templates.filter { !$0.messages.isEmpty }
        self.pace = pace
        self.epoch = epoch
        allocator = IDAllocator(epoch: epoch)
        remaining = loops.map { $0 * self.templates.count }
        guard !self.templates.isEmpty else { return }
        switch pace {
        case .inTurn, .perSecond: starts.insert(0)
        case .atOnce(let count):
            // Spread over the length of a call, so that not all of them ring at the same time.
            let mean = self.templates.reduce(0) { $0 + $1.duration } / Int64(self.templates.count)
            for place in 0..<max(1, count) { starts.insert(mean * Int64(place) / Int64(max(1, count))) }
        }
    }

    /// No round begins any more; those that run go on to their end.
    mutating func startNoMore() { remaining = 0 }

    /// The next message, or nil when all is played.
    mutating func next() -> Step? {
        while let start = starts.min, running.min.map({ start <= $0.time }) ?? true {
            starts.removeMin()
            begin(at: start)
        }
        guard var current = running.popMin() else { return nil }
        let template = templates[current.template]
        let step = Step(
            template: current.template, message: template.messages[current.message], ids: current.ids,
            time: current.time)
        current.message += 1
        if current.message < template.messages.count {
            let before = template.messages[current.message - 1].offset
            current.time += template.messages[current.message].offset - before
            running.insert(current)
        } else {
            switch pace {
            case .inTurn: starts.insert(current.time + Self.gap)
            case .atOnce: starts.insert(current.time + 1)
            case .perSecond: break
            }
        }
        return step
    }

    private mutating func begin(at time: Int64) {
        if let remaining {
            guard remaining > 0 else { return }
            self.remaining = remaining - 1
        }
        let template = started % templates.count
        let ids = allocator.round(of: templates[template], startingAt: epoch + time)
        running.insert(Running(time: time, order: started, template: template, message: 0, ids: ids))
        started += 1
        if case .perSecond(let rate) = pace { starts.insert(Int64((Double(started) * 1_000_000 / rate).rounded())) }
    }
}

import AMI
public import Correlator

/// Observes a ``Correlator`` and makes a ``Story`` of each call, which it passes on when the call ends.
public final class Storyteller: CorrelatorObserver {
    /// A story in progress.
    private struct Telling {
        var story: Story
        var lanes: [String: Int] = [:]
        /// The happening that the last step is about.
        var happening = 0
        /// Whether there was no room for that step.
        var isOmitting = false
    }

    /// What is observed comes of this.
    private struct Happening {
        var number = 0
        var source = StoryStep.Source.event(0)
        var time = Timestamp(microseconds: 0)
        var bytes: [UInt8] = []
        var isCut = false
        var headers: [StoryHeader]?
        var subjects: (call: String, channel: String, peer: String) = ("", "", "")
        /// Effects outside of calls; kept only if a message is published.
        var outside: [ObservedTransition] = []
    }

    private let wanted: Set<String>
    private let keepsAllEvents: Bool
    private let limits: StorytellerLimits
    private let tell: (Story) -> Void

    private var happening = Happening()
    private var tellings: [String: Telling] = [:]
    private var steps = 0

    /// How many calls were seen, wanted or not.
    public private(set) var callsSeen = 0
    /// The ids of the first calls that were seen.
    public private(set) var firstCalls: [String] = []
    /// How many stories were passed on.
    public private(set) var storiesTold = 0

    /// A storyteller without stories.
    ///
    /// - Parameters:
    ///   - calls: The ids of the wanted calls; empty for all, including events outside of calls.
    ///   - keepsAllEvents: Whether events without effect are kept.
    ///   - limits: How much is kept.
    ///   - tell: Receives each story, in the order in which the calls end.
    public init(
        of calls: Set<String> = [], keepsAllEvents: Bool = false, limits: StorytellerLimits = .init(),
        tell: @escaping (Story) -> Void
    ) {
        wanted = calls
        self.keepsAllEvents = keepsAllEvents
        self.limits = limits
        self.tell = tell
    }

    /// Ends the recording: passes on the stories of open calls, in the order in which they began.
    public func finish() {
        let rest = tellings.values.map(\.story).sorted {
            ($0.beganAt, $0.callID) < ($1.beganAt, $1.callID)
        }
        tellings = [:]
        for story in rest { hand(story) }
    }

    private func hand(_ story: Story) {
        steps -= story.steps.count
        guard !story.steps.isEmpty || story.omitted > 0 else { return }
        storiesTold += 1
        tell(story)
    }

    // MARK: Observations

    /// Notes an event. Its headers are read at its first effect.
    public func event(_ event: Int, at time: Timestamp, _ message: RawSpan) {
        begin(.event(event), at: time)
        let kept = min(message.byteCount, limits.bytesOfEvent)
        happening.bytes.removeAll(keepingCapacity: true)
        for offset in 0..<kept { happening.bytes.append(message.byte(at: offset)) }
        happening.isCut = kept < message.byteCount
        happening.headers = nil
    }

    private func begin(_ source: StoryStep.Source, at time: Timestamp) {
        happening.number += 1
        happening.source = source
        happening.time = time
        happening.subjects = ("", "", "")
        happening.outside.removeAll(keepingCapacity: true)
    }

    /// Notes an effect of the event or timer.
    public func observe(_ observation: Observation) {
        switch observation {
        case .timerEnded(let timer, let call, let time):
            begin(.timer(timer), at: time)
            happening.bytes = []
            happening.isCut = false
            happening.headers = []
            happening.subjects = (call, "", "")
        case .subjects(let call, let channel, let peer):
            happening.subjects = (call, channel, peer)
            if keepsAllEvents, !call.isEmpty { add(nil, to: call) }
        case .callBegan(let call):
            callsSeen += 1
            if firstCalls.count < 10 { firstCalls.append(call) }
            if isWanted(call) { tellings[call] = Telling(story: Story(callID: call, beganAt: happening.time)) }
            add(.callBegan, to: call)
        case .callEnded(let call, let mergedInto):
            add(.callEnded(mergedInto: mergedInto), to: call)
            guard var telling = tellings.removeValue(forKey: call) else { return }
            telling.story.endedAt = happening.time
            telling.story.mergedInto = mergedInto
            hand(telling.story)
        case .channelBegan(let channel, let name, let call):
            addLane(channel, name, to: call)
            add(channel, to: call) { .channelBegan($0) }
        case .channelRenamed(let channel, let name, let call):
            add(channel, to: call) { .channelRenamed($0, name) }
        case .channelMoved(let channel, let name, let from, let to, let bridge):
            add(channel, to: from) { .channelLeft($0, to: to) }
            addLane(channel, name, to: to)
            add(channel, to: to) { .channelArrived($0, from: from, bridge: bridge) }
        case .channelEnded(let channel, let call):
            add(channel, to: call) { .channelEnded($0) }
        case .bridgeEntered(let bridge, let channel, let call):
            add(channel, to: call) { .bridgeEntered($0, bridge) }
        case .bridgeLeft(let bridge, let channel, let call):
            add(channel, to: call) { .bridgeLeft($0, bridge) }
        case .transition(let transition):
            if transition.call.isEmpty {
                happening.outside.append(transition)
            } else {
                add(.transition(transition), to: transition.call)
            }
        case .message(let message):
            // What the broker keeps is how things stand, and no event.
            if !message.retain { add(message) }
        }
    }

    private func isWanted(_ call: String) -> Bool { wanted.isEmpty || wanted.contains(call) }

    private func add(_ message: CallEvent) {
        if message.callID.isEmpty, wanted.isEmpty {
            if tellings[""] == nil { tellings[""] = Telling(story: Story(callID: "", beganAt: happening.time)) }
            for transition in happening.outside { add(.transition(transition), to: "") }
            happening.outside.removeAll(keepingCapacity: true)
        }
        add(.message(message), to: message.callID)
    }

    private func addLane(_ channel: String, _ name: String, to call: String) {
        guard var telling = tellings[call], telling.lanes[channel] == nil else { return }
        tellings[call] = nil
        if telling.story.lanes.count < limits.lanesOfCall {
            telling.lanes[channel] = telling.story.lanes.count
            telling.story.lanes.append(StoryLane(id: channel, name: name))
        } else {
            telling.story.omitted += 1
        }
        tellings[call] = telling
    }

    private func add(_ channel: String, to call: String, _ note: (Int) -> StoryNote) {
        guard let lane = tellings[call]?.lanes[channel] else { return }
        add(note(lane), to: call)
    }

    /// Adds a note to the step that the happening is for a call, or only that step.
    private func add(_ note: StoryNote?, to call: String) {
        // Taken out and put back, so that the story is changed in place.
        guard var telling = tellings.removeValue(forKey: call) else { return }
        defer { tellings[call] = telling }
        if telling.happening != happening.number {
            telling.happening = happening.number
            telling.isOmitting = steps >= limits.steps || telling.story.steps.count >= limits.stepsOfCall
            if telling.isOmitting {
                telling.story.omitted += 1
            } else {
                telling.story.steps.append(
                    StoryStep(
                        time: happening.time, source: happening.source, headers: headers(), isCut: happening.isCut))
                steps += 1
            }
        }
        if telling.isOmitting { return }
        let last = telling.story.steps.count - 1
        let lane = telling.lanes[happening.subjects.channel] ?? note?.lane
        if telling.story.steps[last].lane == nil { telling.story.steps[last].lane = lane }
        if telling.story.steps[last].peer == nil {
            telling.story.steps[last].peer = telling.lanes[happening.subjects.peer]
        }
        if let note { telling.story.steps[last].notes.append(note) }
    }

    /// The headers of the current event, read at first use.
    private func headers() -> [StoryHeader] {
        if let headers = happening.headers { return headers }
        var headers: [StoryHeader] = []
        var rest = AMIHeaderIterator(happening.bytes.span.bytes)
        while let header = rest.next() {
            headers.append(StoryHeader(name: String(repairing: header.name), value: String(repairing: header.value)))
        }
        happening.headers = headers
        return headers
    }
}

import Correlator

/// The effects of a step, as text.
struct StepWords {
    /// The triggers, in order, with a comma behind each but the last.
    var triggers: [String] = []
    /// The lines of the rules that were taken.
    var rules: [String] = []
    /// The state, or its change; empty if no trigger fired.
    var state = ""
    /// The names of the messages.
    var messages: [String] = []
    /// The effects on call and channels.
    var happenings: [String] = []

    init(_ step: StoryStep, of story: Story, _ behaviour: Behaviour) {
        let transitions = step.transitions
        let names = transitions.map { behaviour.names.triggers[$0.trigger].name }
        triggers = names.enumerated().map { $0.offset + 1 < names.count ? $0.element + "," : $0.element }
        for transition in transitions {
            let line = String(behaviour.names.rules[transition.rule].line)
            if rules.last != line { rules.append(line) }
        }
        if let first = transitions.first, let last = transitions.last {
            let (from, to) = (behaviour.state(first.from), behaviour.state(last.to))
            state = from == to ? from : "\(from) → \(to)"
        }
        messages = step.messages.map(\.name)
        happenings = step.notes.compactMap { Self.words($0, of: step, story) }
    }

    /// The text of a note; `nil` if it is shown elsewhere.
    private static func words(_ note: StoryNote, of step: StoryStep, _ story: Story) -> String? {
        func name(_ lane: Int) -> String { lane == step.lane ? "" : "\(story.lanes[lane].name) " }
        return switch note {
        case .transition, .message: nil
        case .callBegan: "call begins"
        case .callEnded(let mergedInto): mergedInto.isEmpty ? "call ends" : "call ends, merged into \(mergedInto)"
        case .channelBegan(let lane): "\(name(lane))begins"
        case .channelRenamed(let lane, let new): "\(name(lane))renamed to \(new)"
        case .channelArrived(let lane, let call, _): "\(name(lane))comes from call \(call)"
        case .channelLeft(let lane, let call): "\(name(lane))goes to call \(call)"
        case .channelEnded(let lane): "\(name(lane))ends"
        case .bridgeEntered(let lane, let bridge): "\(name(lane))enters bridge \(bridge.prefix(8))"
        case .bridgeLeft(let lane, let bridge): "\(name(lane))leaves bridge \(bridge.prefix(8))"
        }
    }
}

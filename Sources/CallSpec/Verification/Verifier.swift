/// Proves the invariants of a spec, or finds the shortest story that breaks one.
///
/// For each claim it explores all states that calls can come to, under any sequence of events of AMI, with the runtime's
/// own rules (see `Model`), nearest first. It begins with keeping track of nothing but the claim, and lets everything
/// else be anything, which can only add to what can happen: a claim that holds there holds. Where a story breaks it that
/// rests on something that is not kept track of, that is kept track of from then on, and all begins anew; a story that
/// rests on nothing of the kind is real, and none is shorter (counterexample-guided abstraction refinement).
public struct Verifier: Sendable {
    private let program: CallProgram
    private let limits: VerificationLimits

    /// A verifier of a program whose names are all right, whether or not the machine makes sense.
    public init(_ program: CallProgram, limits: VerificationLimits = .init()) {
        self.program = program
        self.limits = limits
    }

    /// What is claimed: that every call ends in a final state, and the spec's invariants in its order.
    public var claims: [CallProgram.Invariant] {
        [.init(name: "way_out", location: .start, claim: .isFinal)] + program.invariants
    }

    /// Proves one claim, or says why not.
    ///
    /// - Parameters:
    ///   - claim: What is to be proven.
    ///   - progress: Is called now and then with the progress so far.
    public func verify(
        _ claim: CallProgram.Invariant, progress: (Verification) -> Void = { _ in }
    ) -> Verification {
        let clock = ContinuousClock()
        let start = clock.now
        var result = Verification(invariant: claim, claim: text(claim), verdict: .undecided)
        result.verdict = explore(claim, rollCalls: true, &result, progress)
        // A story that can be played back is worth more than a shorter one that can't.
        if case .broken(let story) = result.verdict, story.hasRollCall {
            let other = explore(claim, rollCalls: false, &result, progress)
            if case .broken = other { result.verdict = other }
        }
        let duration = clock.now - start
        result.seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        return result
    }

    private func explore(
        _ claim: CallProgram.Invariant, rollCalls: Bool, _ result: inout Verification,
        _ progress: (Verification) -> Void
    ) -> Verification.Verdict {
        let vocabulary = ModelVocabulary(program)
        var tracking = Tracking()
        for condition in claim.exceptions.joined() + claim.claim.conditions { tracking.insert(condition) }
        if case .isFinal = claim.claim { tracking.states = true }
        while true {
            let slice = Slice(program, claim, tracking, vocabulary)
            let model = Model(slice, calls: limits.calls, channels: limits.channels, rollCalls: rollCalls)
            var explorer = Explorer(model, maximumStates: limits.states)
            explorer.explore {
                var soFar = result
                soFar.states += $0
                progress(soFar)
            }
            result.states += explorer.states.count
            result.transitions += explorer.transitions
            result.rounds += 1
            result.facts = tracking.slots.count
            guard let violation = explorer.violation else { return explorer.isComplete ? .proven : .undecided }
            let (story, missing) = StoryTeller(model).story(of: violation.steps, fault: violation.why)
            guard let finer = refined(tracking, missing) else { return .broken(story) }
            tracking = finer
        }
    }

    /// Keeps track of one thing more, of all that a story rests on: of states or else of what it rests on last, and of
    /// that what makes the fewest states.
    private func refined(_ tracking: Tracking, _ missing: [Tracking]) -> Tracking? {
        guard let last = missing.last else { return nil }
        var finer = tracking
        if missing.contains(where: \.states), !tracking.states {
            finer.states = true
            return finer
        }
        let slots = last.slots.subtracting(tracking.slots)
        if let slot = slots.min(by: { ($0.isChannel ? 1 : 0, $0.place) < ($1.isChannel ? 1 : 0, $1.place) }) {
            finer.slots.insert(slot)
            return finer
        }
        finer.formUnion(last)
        return finer
    }

    /// What a claim says, in words.
    private func text(_ invariant: CallProgram.Invariant) -> String {
        func name(_ message: Int) -> String { program.specification.messages[message].name.text }
        func any(_ messages: [Int]) -> String { messages.map(name).joined(separator: " or ") }
        switch invariant.claim {
        case .atMostOnce(let message): return "\(name(message)) at most once"
        case .onlyAfter(let message, let other): return "\(name(message)) only after \(name(other))"
        case .endsWith(let message): return "\(name(message)) once, and last"
        case .preceded(let message, let others): return "\(name(message)) preceded by \(any(others))"
        case .neverAfter(let message, let others): return "\(name(message)) never after \(any(others))"
        case .followedBy(let message, let others): return "\(name(message)) followed by \(any(others))"
        case .always(let requirements):
            let messages = requirements.map { $0.message.map(name) ?? "every message" }
            return "always at \(messages.count > 1 ? "each of \(messages.count) messages" : messages.joined())"
        case .isFinal: return "a way to the end from every state"
        }
    }
}

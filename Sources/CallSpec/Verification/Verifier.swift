/// Proves the invariants of a spec, or finds the shortest story that breaks one.
///
/// For each claim it explores all states that calls can come to, under any sequence of events of AMI, with the runtime's
/// own rules (see ``Model``). It begins with keeping track of little and letting everything else be anything, which can
/// only add to what can happen: a claim that holds there holds. Where it does not, more is kept track of, until the
/// claim holds or all that has to do with it is; then what breaks it is real. How far a state of the last round was
/// from breaking the claim leads the search of the next to the shortest story (A*, with distances in an abstraction).
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
    public func verify(_ claim: CallProgram.Invariant) -> Verification {
        let clock = ContinuousClock()
        let start = clock.now
        var result = Verification(invariant: claim, claim: text(claim), verdict: .undecided)
        let vocabulary = ModelVocabulary(program)
        var tracking = Tracking()
        for condition in claim.exceptions.joined() {
            if let slot = ModelSlot(condition.source) { tracking.slots.insert(slot) }
            if case .known(.mergedInto) = condition.source { tracking.mergers = true }
        }
        tracking = Slice(program, claim, tracking, vocabulary).refined
        var lead: (model: Model, distances: [[UInt8]: Int])?
        rounds: while true {
            let slice = Slice(program, claim, tracking, vocabulary)
            let next = slice.refined
            let isExact = next == tracking
            let model = Model(slice, calls: limits.calls, channels: limits.channels)
            var explorer = Explorer(model, maximumStates: limits.states) { state in
                guard let lead else { return 0 }
                model.cells = state
                return lead.distances[model.projected(to: lead.model)]
            }
            explorer.explore(stopping: isExact)
            result.states += explorer.states.count
            result.transitions += explorer.transitions
            result.facts = tracking.slots.count
            switch (explorer.violation, explorer.isComplete) {
            case (nil, true):
                result.verdict = .proven
                break rounds
            case (let violation?, _) where isExact:
                result.verdict = .broken(StoryTeller(model).story(of: violation.steps, fault: violation.why))
                break rounds
            case (_, false) where isExact: break rounds
            case (_, true): lead = (model, explorer.distances)
            default: break
            }
            tracking = next
        }
        let duration = clock.now - start
        result.seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        return result
    }

    /// What a claim says, in words.
    private func text(_ invariant: CallProgram.Invariant) -> String {
        func name(_ message: Int) -> String { program.specification.messages[message].name.text }
        switch invariant.claim {
        case .atMostOnce(let message): return "\(name(message)) at most once"
        case .onlyAfter(let message, let other): return "\(name(message)) only after \(name(other))"
        case .endsWith(let message): return "\(name(message)) once, and last"
        case .isFinal: return "a way to the end from every state"
        }
    }
}

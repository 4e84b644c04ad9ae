import ArgumentParser
import CallSpec

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `callgen verify FILE`
struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Proves that a spec's invariants hold whatever Asterisk says, or tells how they break.",
        discussion: """
            Explores every state that calls can come to under any sequence of the declared AMI events, timers and roll \
            calls, and checks the spec's 'invariants' in each; and that a call whose last channel is gone is always in a \
            final state, so that from every state a way leads to the end.

            What is explored: up to --channels channels and --calls calls at a time; a channel that ended makes room for \
            a new one, so a run can have any number. Events come in any order, any number of times, with any headers, and \
            timers that run can end at any moment. Taken for granted is only that a channel is known by its id from its \
            beginning to its end, that a new channel belongs to a call of its own, to one that goes on or to one that \
            began unseen (the runtime sees to it that it is none that is over), and that the two channels of an event are \
            different ones.

            How: what has no bearing on a claim is left out, and what is not tracked can be anything at any time, so that \
            more can happen than really can. A claim that holds there is proven for the bounds above. Where a story breaks \
            it that rests on something that is not tracked, that is tracked, and all begins anew; the figures are the sum \
            of all rounds. Texts that are compared with one another, and counters above 2, are never tracked: such a \
            comparison can come out either way, and a story that rests on one says so. A story without a roll call is \
            preferred to a shorter one with it, since a replay asks for none. 'undecided' means that --states were not \
            enough; that is no proof.

            Exits with 1 where a claim is broken or undecided.
            """)

    @Option(name: .customLong("ami-events"), help: "What Asterisk documents of its AMI events, to check names against.")
    var documentation: String?

    @Option(help: "The most channels at a time.")
    var channels = 3

    @Option(help: "The most calls at a time.")
    var calls = 2

    @Option(help: "The most states to look at for one claim in one round.")
    var states = 200_000

    @Option(help: "The claims of this invariant only; may be repeated.")
    var only: [String] = []

    @Option(help: "Write the shortest story that breaks a claim here, as AMI for 'asterisk-mqtt replay'.")
    var capture: String?

    @Argument(help: "The spec.")
    var spec = SpecOptions.usualSpec

    func validate() throws {
        guard (1...6).contains(channels), (1...2).contains(calls) else {
            throw ValidationError("1 to 6 channels and 1 or 2 calls can be looked at.")
        }
    }

    func run() throws {
        let program = try SpecFile(path: spec, documentationPath: documentation).resolve()
        let verifier = Verifier(program, limits: .init(channels: channels, calls: calls, states: states))
        let claims = verifier.claims.filter { only.isEmpty || only.contains($0.name) }
        if let unknown = only.first(where: { name in !verifier.claims.contains { $0.name == name } }) {
            let names = verifier.claims.map(\.name)
            throw ValidationError("There is no invariant '\(unknown)'; there are \(names.joined(separator: ", ")).")
        }
        var results: [Verification] = []
        for claim in claims {
            let result = verifier.verify(claim)
            VerifyReport.show(result, spec: spec)
            results.append(result)
        }
        VerifyReport.showSum(results, channels: channels, calls: calls)
        try writeShortest(results)
        if !results.allSatisfy({ if case .proven = $0.verdict { true } else { false } }) { throw ExitCode.failure }
    }

    private func writeShortest(_ results: [Verification]) throws {
        let stories = results.compactMap { if case .broken(let story) = $0.verdict { story } else { nil } }
        guard let capture, let story = stories.min(by: { $0.steps.count < $1.steps.count }) else { return }
        do { try Data(story.capture.utf8).write(to: URL(filePath: capture), options: .atomic) } catch {
            throw FileFailure(capture, "written", error)
        }
        print("The shortest story is in \(capture); asterisk-mqtt replay \(capture) shows what becomes of it.")
    }
}

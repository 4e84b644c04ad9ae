import ArgumentParser
import CallSpec

import FoundationEssentials

/// `callgen verify FILE`
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Proves that a spec's invariants hold whatever Asterisk sends, or shows how they break.",
        discussion: """
            Explores every state that calls can reach under any sequence of the declared AMI events, timers and \
            resynchronisations, and checks the spec's 'invariants' in each. It also checks that a call without \
            channels is always in a final state, so that every call can end.

            What is explored: up to --channels channels and --calls calls at a time. A channel that has ended makes \
            room for a new one, so a run can have any number. Events come in any order, any number of times, with any \
            headers. Running timers can fire at any moment. Beside the spec's 'assumptions', only these are assumed: a \
            channel keeps its id from beginning to end; a new channel belongs to a call of its own, to one in progress \
            or to one that began unseen; the two channels of an event are different.

            How it works: facts without influence on a claim are left out, and facts that are not tracked can have any \
            value at any time. So more can happen than in reality, and a claim that holds there is proved within the \
            bounds above. If a story breaks a claim because of a fact that is not tracked, that fact is tracked and \
            the search starts again; the printed numbers are sums of all rounds. Comparisons of two texts, and \
            counters above 2, are never tracked. They can have either result, and a story that depends on one says so. \
            A story without a resynchronisation is preferred to a shorter one with it, since a replay can't perform \
            one. 'undecided' means that --states was too small. Claims are printed in order, each when it is done. \
            Progress goes to standard error.

            Exits with 1 if a claim is broken or undecided.
            """)

    @Option(name: .customLong("ami-events"), help: SpecFile.documentationHelp)
    var documentation: String?

    @Option(help: "The most simultaneous channels.")
    var channels = 3

    @Option(help: "The most simultaneous calls.")
    var calls = 2

    @Option(help: "The most states to explore for one claim in one round.")
    var states = 200_000

    @Option(help: "Only the claims of this invariant; can be repeated.")
    var only: [String] = []

    @Option(help: "Write the shortest story that breaks a claim to this file, as AMI for 'asterisk-mqtt replay'.")
    var capture: String?

    @Argument(help: "The spec.")
    var spec = SpecOptions.usualSpec

    /// The time between two progress reports.
    private static let patience = Duration.seconds(10)

    func validate() throws {
        guard (1...6).contains(channels), (1...2).contains(calls) else {
            throw ValidationError("--channels must be from 1 to 6, and --calls 1 or 2.")
        }
    }

    func run() async throws {
        let program = try SpecFile(path: spec, documentationPath: documentation).resolve()
        let verifier = Verifier(program, limits: .init(channels: channels, calls: calls, states: states))
        let claims = verifier.claims.filter { only.isEmpty || only.contains($0.name) }
        if let unknown = only.first(where: { name in !verifier.claims.contains { $0.name == name } }) {
            let names = verifier.claims.map(\.name)
            throw ValidationError("There is no invariant '\(unknown)'; there are \(names.joined(separator: ", ")).")
        }
        let results = await prove(claims, by: verifier)
        VerifyReport.showSum(results, channels: channels, calls: calls)
        try writeShortest(results)
        if !results.allSatisfy({ if case .proven = $0.verdict { true } else { false } }) { throw ExitCode.failure }
    }

    /// Proves as many claims at once as there are processors, and prints them in order.
    private func prove(_ claims: [CallProgram.Invariant], by verifier: Verifier) async -> [Verification] {
        var waiting = Array(claims.indices)
        // What asks for the most facts takes longest, as a rule. It is begun first, so that nothing has to wait for it at
        // the end, and all others in their order beside it.
        func weight(_ place: Int) -> Int {
            claims[place].claim.conditions.count + claims[place].exceptions.joined().count
        }
        let heaviest = waiting.max { weight($0) < weight($1) }
        if let heaviest, waiting.count > 1 {
            waiting.removeAll { $0 == heaviest }
            waiting.insert(heaviest, at: 1)
        }
        var results: [Int: Verification] = [:]
        var shown = 0
        await withTaskGroup(of: (Int, Verification).self) { group in
            func beginNext() {
                guard !waiting.isEmpty else { return }
                let place = waiting.removeFirst()
                group.addTask { (place, Self.prove(claims[place], by: verifier)) }
            }
            for _ in 0..<ProcessInfo.processInfo.activeProcessorCount { beginNext() }
            for await (place, result) in group {
                results[place] = result
                while let next = results[shown] {
                    VerifyReport.show(next, spec: spec)
                    shown += 1
                }
                beginNext()
            }
        }
        return claims.indices.compactMap { results[$0] }
    }

    private static func prove(_ claim: CallProgram.Invariant, by verifier: Verifier) -> Verification {
        let clock = ContinuousClock()
        var next = clock.now + patience
        return verifier.verify(claim) { soFar in
            guard clock.now >= next else { return }
            next = clock.now + patience
            VerifyReport.showProgress(soFar)
        }
    }

    private func writeShortest(_ results: [Verification]) throws {
        let stories = results.compactMap { if case .broken(let story) = $0.verdict { story } else { nil } }
        guard let capture, let story = stories.min(by: { $0.steps.count < $1.steps.count }) else { return }
        do { try Data(story.capture.utf8).write(to: URL(filePath: capture), options: .atomic) } catch {
            throw FileFailure(capture, "written", error)
        }
        VerifyReport.say(
            "The shortest story is in \(capture); see asterisk-mqtt replay \(capture).")
    }
}

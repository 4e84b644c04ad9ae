import CallSpec
import Foundation
import Testing

@Suite("What is proved is what runs")
struct RuntimeWalkTests {
    /// More of them can be asked for: `WALK_STEPS=100000 swift test --filter RuntimeWalkTests`.
    private static let steps = ProcessInfo.processInfo.environment["WALK_STEPS"].flatMap { Int($0) } ?? 10_000

    private static let specs = [
        ("Tests/CallSpecTests/Reference/walk.json", 3, 1), ("Tests/CallSpecTests/Reference/walk.json", 4, 1),
        ("tools/examples/intercom/Sources/Intercom/calls.json", 3, 2),
        ("Tests/CallSpecTests/Reference/proven.json", 3, 10), ("spec/calls.json", 3, 5), ("spec/calls.json", 4, 5),
    ]

    private static func program(_ path: String) throws -> CallProgram {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let bytes = [UInt8](try Data(contentsOf: folder.appending(path: path)))
        let result = SpecificationCompiler.resolve(bytes)
        return try #require(result.program, "\(result.diagnostics.map(\.message))")
    }

    @Test(
        "Whatever events come, the runtime tells and keeps what the model says that it can",
        arguments: specs)
    func walks(_ spec: String, _ channels: Int, _ share: Int) throws {
        let program = try Self.program(spec)
        var steps = 0
        var messages = 0
        var seed: UInt64 = 0
        while steps < Self.steps / share {
            // With trunks in the configuration, and without.
            let trunks = seed.isMultiple(of: 2) ? [] : ["PJSIP/line*"]
            let walk = RuntimeWalk(program, channels: channels, trunks: trunks, seed: seed)
            do { try walk.walk(min(250, Self.steps / share)) } catch {
                Issue.record("seed \(seed): \(error)")
                return
            }
            // The claims of the other specs are there to be broken.
            if spec == "spec/calls.json" { #expect(walk.brokenClaims == []) }
            steps += walk.steps
            messages += walk.messages
            #expect(walk.skipped * 5 < max(walk.steps, 100), "too little of it was looked at")
            seed += 1
        }
        #expect(steps < 100 || messages > 0)
    }
}

import TestSupport
import Testing

// Here, since it keeps a processor busy for as long as others of its kind run beside it.
@Suite("What callgen verify has proved")
struct VerifyOutputTests {
    @Test("is there as soon as it is, and stays when it is cut short")
    func cutShort() async throws {
        let folder = TemporaryDirectory()
        let process = try ChildProcess(
            Program.path("callgen"),
            ["verify", Checkout.file("spec/calls.json"), "--channels", "4", "--states", "100000000"],
            output: folder.file("log"))
        try await eventually("a claim is proved", within: .seconds(60)) {
            process.lines().contains { $0.hasPrefix("proven    way_out") }
        }
        #expect(process.isRunning)
        process.end()
        #expect(process.lines().first?.hasPrefix("proven    way_out") == true)
    }
}

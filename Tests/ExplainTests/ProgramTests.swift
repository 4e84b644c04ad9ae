import Foundation
import TestSupport
import Testing

@Suite("asterisk-mqtt explain", .timeLimit(.minutes(1)))
struct ProgramTests {
    private let folder = TemporaryDirectory()
    private let busy = Checkout.file("Fixtures/22/busy.raw")

    private func run(_ arguments: String...) async throws -> (code: Int32, text: String) {
        let process = try ChildProcess(
            Program.path("asterisk-mqtt"), ["explain"] + arguments, output: folder.file("log-\(UUID())"))
        return (try await process.wait(), process.text)
    }

    @Test("A page is written to a file that nobody else may read, and names the recording but not where it was")
    func page() async throws {
        let file = folder.file("page.html")
        #expect(try await run(busy, "--output", file).code == 0)
        let page = read(file: file)
        #expect(page.contains(#""title":"busy.raw""#))
        #expect(!page.contains(Checkout.path))
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test("What was there stays where there is nothing to write")
    func kept() async throws {
        let file = folder.file("page.html")
        write("precious", to: file)
        let said = try await run(busy, "--call", "17.1", "--output", file)
        #expect(said.code == 65)
        #expect(said.text.contains("the recording contains no call 17.1; it contains: "))
        #expect(read(file: file) == "precious")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".tmp") } == [])
    }

    @Test("A recording that can't be read is named, and why")
    func missing() async throws {
        let said = try await run(folder.file("nothing.raw"), "--format", "text")
        #expect(said.code == 66)
        #expect(said.text.contains("nothing.raw: No such file or directory"))
    }

    @Test("Each format explains each call of several recordings", arguments: ["text", "mermaid", "html"])
    func formats(format: String) async throws {
        let said = try await run(busy, Checkout.file("Fixtures/22/blind-by-callee.raw"), "--format", format)
        #expect(said.code == 0)
        for word in ["caller_appears", "transferred", "hungup"] { #expect(said.text.contains(word)) }
    }
}

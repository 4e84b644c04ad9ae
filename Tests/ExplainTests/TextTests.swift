import Explain
import Testing

@Suite("An explanation for a terminal")
struct TextTests {
    @Test("A call is a block, an event a line: time, channel, event, state, what came of it and what was said")
    func lines() throws {
        let lines = try Retelling("22/busy").text(TextExplanation()).split(
            separator: "\n", omittingEmptySubsequences: false)
        let steps = try Retelling("22/busy").stories[0].steps
        #expect(lines.filter { $0.hasPrefix("  ") }.count == steps.count)
        #expect(lines[0].hasSuffix(", busy (user_busy)"))
        let last = try #require(lines.last { $0.contains("Hangup") })
        #expect(last.contains("placed → ended"))
        #expect(last.contains("phone_gone, caller_gone, over"))
        #expect(last.contains("calls.json:"))
        #expect(last.hasSuffix("⇒ hungup"))
    }

    @Test("A caller's name moves no cursor")
    func hostile() throws {
        let name = "\u{1B}[2J\u{1B}]0;x\u{7}\u{202E}\u{9B}31m"
        let text = Retelling(try Retelling.bytes("22/blind-by-callee", caller: name)).text(TextExplanation())
        #expect(text.contains("[2J"))
        #expect(
            text.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)) })
        #expect(!text.contains("\u{202E}"))
    }
}

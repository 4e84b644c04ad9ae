import Testing

@testable import Operations

@Suite("What the start alone needed is given back")
struct StartPagesTests {
    @Test("Less is resident then, and all goes on")
    func givingBack() {
        let before = ProcessMetrics.now().residentBytes
        StartPages.giveBack()
        let after = ProcessMetrics.now().residentBytes
        #expect(after < before - 1_000_000)
    }
}

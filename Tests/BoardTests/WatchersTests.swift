import Testing

@testable import Board

@Suite("Those who look at the board")
struct WatchersTests {
    @Test("There are so many at once, and one who leaves makes room")
    func limit() {
        let watchers = Watchers()
        var all = (0..<Watchers.limit).compactMap { _ in watchers.add() }
        #expect(all.count == Watchers.limit && watchers.add() == nil)
        all.removeLast()
        #expect(watchers.count == Watchers.limit - 1 && watchers.add() != nil)
    }

    @Test("However much happens meanwhile, one who is busy looks once")
    func wake() async throws {
        let board = LiveBoard(at: Happening.noon)
        let watcher = try #require(board.watchers.add())
        for number in 0..<1000 {
            _ = board.post([Happening.phone("\(number % 7)", "busy")], openCalls: 0, of: "") { _ in false }
        }
        watcher.leave()
        var looks = 0
        for await _ in watcher.wakes { looks += 1 }
        #expect(looks == 1)
        #expect(board.update(since: nil, at: Happening.noon).things.count == 7)
    }
}

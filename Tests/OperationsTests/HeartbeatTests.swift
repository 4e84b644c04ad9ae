import NIOCore
import NIOPosix
import Operations
import Synchronization
import TestSupport
import Testing

@Suite("Whether event loops turn", .timeLimit(.minutes(1)))
struct HeartbeatTests {
    @Test("A loop that stands still is found out, one that turns beside it does not hide it, and it may turn again")
    func still() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let heartbeat = Heartbeat()
        #expect(heartbeat.beats())
        heartbeat.loops = [group.next(), group.next()]
        heartbeat.ask()
        try await eventually("both have answered") { heartbeat.beats(within: .nanoseconds(0)) }

        let isHeld = Mutex(true)
        heartbeat.loops[1].execute { while isHeld.withLock({ $0 }) {} }
        heartbeat.ask()
        try await eventually("one owes an answer") { !heartbeat.beats(within: .milliseconds(50)) }
        // To ask again does not make it young.
        heartbeat.ask()
        #expect(!heartbeat.beats(within: .milliseconds(50)))
        #expect(heartbeat.beats(within: .hours(1)))
        isHeld.withLock { $0 = false }
        try await eventually("it turns again") { heartbeat.beats(within: .nanoseconds(0)) }
        try await group.shutdownGracefully()
    }
}

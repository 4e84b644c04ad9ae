import Synchronization
import Testing

@testable import AMIClient

@Suite("Connecting again", .serialized, .timeLimit(.minutes(5)))
struct ReconnectTests {
    static let options = AMIConnectionOptions.local(1) {
        $0.reconnectMinimum = .seconds(1)
        $0.reconnectMaximum = .seconds(60)
        $0.stableAfter = .seconds(30)
        $0.refusedLoginDelay = .seconds(300)
    }

    @Test(
        "Waits double up to the maximum, and chance takes from all above the minimum",
        arguments: [
            (0.0, [1.0, 1, 1, 1, 1, 1, 1, 1]),
            (0.5, [1.5, 2.5, 4.5, 8.5, 16.5, 30.5, 30.5, 30.5]),
            (1.0, [2, 4, 8, 16, 32, 60, 60, 60]),
        ])
    func growth(fraction: Double, seconds: [Double]) {
        var backoff = AMIBackoff(Self.options)
        let delays = seconds.map { _ in
            backoff.delay(after: .lost(.closedByPeer), sessionLasted: nil, fraction: fraction) / .seconds(1)
        }
        #expect(delays == seconds)
    }

    @Test("A session that was stable starts the waits again, one that wasn't does not")
    func stability() {
        var backoff = AMIBackoff(Self.options)
        var delay: Duration = .zero
        for _ in 0..<4 { delay = backoff.delay(after: .unreachable(.refused), sessionLasted: nil, fraction: 1) }
        #expect(delay == .seconds(16))
        #expect(backoff.delay(after: .lost(.closedByPeer), sessionLasted: .seconds(29), fraction: 1) == .seconds(32))
        #expect(backoff.delay(after: .lost(.closedByPeer), sessionLasted: .seconds(30), fraction: 1) == .seconds(2))
    }

    @Test("A refused login waits long, a tenth more or less, whatever came before")
    func refused() {
        var backoff = AMIBackoff(Self.options)
        for (fraction, seconds) in [(0.0, 270), (0.5, 300), (1.0, 330)] {
            let delay = backoff.delay(after: .loginRefused(.credentials), sessionLasted: nil, fraction: fraction)
            #expect(delay == .seconds(seconds))
        }
    }

    @Test("The connection waits as it says, and tells its delegate")
    func waits() async throws {
        let server = try await ScriptedServer.start()
        // The waits are noted, not waited for.
        let box = SleptBox()
        let timing = AMITiming(
            sleep: { delay in
                box.slept.withLock { $0.append(delay) }
                try Task.checkCancellation()
            }, fraction: { 1 })
        let connection = RunningConnection(
            .local(server.port) {
                $0.reconnectMinimum = .seconds(1)
                $0.reconnectMaximum = .seconds(5)
            }, timing: timing)
        var told: [Duration] = []
        for _ in 0..<4 {
            let peer = try await server.accept()
            try await peer.acceptLogin()
            try await peer.close()
            told.append(try await connection.retry().delay)
        }
        #expect(told == [.seconds(2), .seconds(4), .seconds(5), .seconds(5)])
        #expect(box.slept.withLock { Array($0.prefix(4)) } == told)
        await connection.stop()
        try await server.stop()
    }

    final class SleptBox: Sendable {
        let slept = Mutex<[Duration]>([])
    }
}

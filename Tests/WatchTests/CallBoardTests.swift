import Correlator
import Testing

@testable import Watch

@Suite("The board of calls")
struct CallBoardTests {
    private var board = CallBoard(prefixes: ["site/pbx"], stay: .seconds(30))

    private mutating func receive(_ topic: String, _ payload: [UInt8], at seconds: Double = 0) -> WatchedEvent? {
        board.receive(topic: "site/pbx/\(topic)", payload: payload, at: Messages.at(seconds))
    }

    @Test("A call's state is what the broker keeps of it, from its beginning to its end")
    mutating func states() {
        let ringing = Messages.event("ringing", "1.1")
        #expect(receive("call/1.1/ringing", ringing)?.name == "ringing")
        #expect(board.inOrder.map(\.state) == ["ringing"])
        #expect(receive("call/1.1/state", Messages.state("calling the kitchen", "1.1", last: ringing)) == nil)
        #expect(board.inOrder.map(\.state) == ["calling the kitchen"])
        #expect(board.inOrder.map(\.since) == [Messages.at(5)])
        _ = receive("call/1.1/hungup", Messages.hungup("1.1", outcome: "answered", talked: 32))
        #expect(board.count == 0 && board.ended == 1)
        #expect(board.inOrder.map(\.ending?.outcome) == ["answered"])
        _ = receive("call/1.1/state", [])
        #expect(board.count == 0 && board.ended == 1)
    }

    @Test("Who comes late knows a call by its state alone: parties, state and since when")
    mutating func late() {
        _ = receive("call/1.1/state", Messages.state("held", "1.1", last: Messages.event("held", "1.1")))
        let call = board.inOrder.first
        #expect(call?.state == "held" && call?.last.from == "1986 Martin" && call?.last.to == "21 Kitchen")
    }

    @Test("Calls of two PBXs are two, though they have one id; that one bridge is offline is said")
    mutating func severalPBXs() {
        board = CallBoard(prefixes: ["site", "site/pbx"])
        #expect(board.topicFilters.contains("site/call/#") && board.topicFilters.contains("site/pbx/call/#"))
        for prefix in ["site", "site/pbx"] {
            let ringing = Messages.event("ringing", "1.1")
            #expect(board.receive(topic: "\(prefix)/call/1.1/ringing", payload: ringing, at: Messages.at(0)) != nil)
            _ = board.receive(topic: "\(prefix)/bridge/status", payload: Array("online".utf8), at: Messages.at(0))
        }
        #expect(board.count == 2 && board.bridge == .online)
        _ = board.receive(topic: "site/pbx/bridge/status", payload: Array("offline".utf8), at: Messages.at(0))
        #expect(board.bridge == .offline)
        let hungup = Messages.hungup("1.1", outcome: "busy")
        _ = board.receive(topic: "site/call/1.1/hungup", payload: hungup, at: Messages.at(1))
        #expect(board.count == 1)
    }

    @Test("An event that comes twice is told once")
    mutating func repeats() {
        #expect(receive("call/1.1/ringing", Messages.event("ringing", "1.1")) != nil)
        #expect(receive("call/1.1/ringing", Messages.event("ringing", "1.1")) == nil)
        #expect(receive("call/1.1/ringing", Messages.event("ringing", "1.1", sequence: 2)) != nil)
    }

    @Test("What the broker kept of a call that has ended does not bring it back")
    mutating func over() {
        _ = receive("call/1.1/hungup", Messages.hungup("1.1", outcome: "busy"))
        _ = receive("call/1.1/state", Messages.state("ringing", "1.1", last: Messages.event("ringing", "1.1")))
        #expect(board.count == 0)
    }

    @Test("A call of which nothing is kept any more ended, also when nobody saw it; what is told of it later counts")
    mutating func cleared() {
        _ = receive("call/1.1/state", Messages.state("ringing", "1.1", last: Messages.event("ringing", "1.1")))
        _ = receive("call/1.1/state", [])
        #expect(board.count == 0 && board.inOrder.map(\.ending) == [nil])
        _ = receive("call/1.1/hungup", Messages.hungup("1.1", outcome: "busy"))
        #expect(board.inOrder.map(\.ending?.outcome) == ["busy"])
        #expect(board.ended == 1)
    }

    @Test(
        "After a lost connection, the calls that the broker keeps no more are over; those of which it kept none go on")
    mutating func reconnected() {
        board.connected()
        for id in ["1.1", "1.2"] {
            _ = receive("call/\(id)/state", Messages.state("ringing", id, last: Messages.event("ringing", id)))
        }
        _ = receive("call/1.3/ringing", Messages.event("ringing", "1.3"))
        board.connected()
        _ = receive("call/1.2/state", Messages.state("ringing", "1.2", last: Messages.event("ringing", "1.2")))
        board.toldAll(at: Messages.at(9))
        #expect(board.inOrder.map(\.id) == ["1.3", "1.2", "1.1"])
        #expect(board.inOrder.map { $0.endedAt == nil } == [true, true, false])
    }

    @Test("The newest calls come first, those that are over last, and these go when their time is up")
    mutating func order() {
        for id in ["1.1", "1.2", "1.3"] { _ = receive("call/\(id)/ringing", Messages.event("ringing", id)) }
        _ = receive("call/1.2/hungup", Messages.hungup("1.2", outcome: "answered"), at: 1)
        _ = receive("call/1.1/hungup", Messages.hungup("1.1", outcome: "answered"), at: 2)
        #expect(board.inOrder.map(\.id) == ["1.3", "1.1", "1.2"])
        board.tidy(at: Messages.at(30.9))
        #expect(board.inOrder.count == 3)
        board.tidy(at: Messages.at(31))
        #expect(board.inOrder.map(\.id) == ["1.3", "1.1"])
    }

    @Test("The bridge's status is what it says")
    mutating func bridge() {
        #expect(board.bridge == .unknown)
        _ = receive("bridge/status", Array("online".utf8))
        #expect(board.bridge == .online)
        _ = receive("bridge/status", Array("offline".utf8))
        #expect(board.bridge == .offline)
    }

    @Test(
        "What is no event of a call is counted, and nothing else",
        arguments: [
            "", "{", "[1]", #"{"a":}"#, #"{"a":1}x"#, #"{"a":"\#u{1}"}"#, #"{"a":01}"#, "\u{FEFF}{}",
            String(repeating: "[", count: 100_000),
        ])
    mutating func unreadable(_ payload: String) {
        #expect(receive("call/1.1/ringing", Array(payload.utf8)) == nil)
        #expect(board.unreadable == 1 && board.count == 0)
        if !payload.isEmpty { #expect(receive("call/1.1/state", Array(payload.utf8)) == nil) }
        #expect(board.unreadable == (payload.isEmpty ? 1 : 2) && board.count == 0)
    }

    @Test("Topics of others are none of ours", arguments: ["site/other/call/1/ringing", "site/pbx", "x"])
    mutating func otherTopics(_ topic: String) {
        #expect(board.receive(topic: topic, payload: Messages.event("ringing", "1"), at: Messages.start) == nil)
        #expect(board.count == 0 && board.unreadable == 0)
    }

    @Test("An id whose dot a broker made a level of the topic is the same id")
    mutating func dots() {
        #expect(receive("call/1/1/ringing", Messages.event("ringing", "1.1"))?.callID == "1.1")
        _ = receive("call/1/1/state", Messages.state("ringing", "1.1", last: Messages.event("ringing", "1.1")))
        #expect(board.inOrder.map(\.id) == ["1.1"])
        _ = receive("call/1/1/state", [])
        #expect(board.count == 0)
    }

    @Test("There is a bound to the calls that are kept, and what is beyond it is counted")
    mutating func bound() {
        for number in 0..<CallBoard.limit + 5 {
            _ = receive("call/\(number)/ringing", Messages.event("ringing", "\(number)"))
        }
        #expect(board.count == CallBoard.limit && board.unlisted == 5)
    }
}

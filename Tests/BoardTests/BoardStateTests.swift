import BehaviourSupport
import Correlator
import Foundation
import Testing

@testable import Board

@Suite("What the board shows")
struct BoardStateTests {
    @discardableResult
    private func note(
        _ events: [CallEvent], open: Set<String> = [], of pbx: String = "", at now: Timestamp = Happening.noon,
        in state: inout BoardState
    ) -> [EndedCall] {
        state.note(
            BoardNote.notes(on: events, of: pbx, .builtIn) { open.contains($0) }, openCalls: open.count, of: pbx,
            at: now)
    }

    private func later(_ seconds: Int64) -> Timestamp {
        Timestamp(microseconds: Happening.noon.microseconds + seconds * 1_000_000)
    }

    @Test("A call is there until it ends, with its state and since when")
    func call() throws {
        var state = BoardState(at: Happening.noon)
        note([Happening.call("1", "ringing", state: "ringing")], open: ["1"], in: &state)
        let rang = try SeenBoard(of: state).calls["/1"]
        #expect(rang?[0] == "ringing" && rang?[2] == "Martin")
        note([Happening.call("1", "held", at: later(5))], open: ["1"], in: &state)
        #expect(try SeenBoard(of: state).calls["/1"] == rang)
        note([Happening.call("1", "answered", state: "talking", at: later(6))], open: ["1"], in: &state)
        let talks = try SeenBoard(of: state).calls["/1"]
        #expect(talks?[0] == "talking" && talks?[1] != rang?[1])
        note([Happening.call("1", "hungup", state: "ended", at: later(9), "\"outcome\":\"answered\"")], in: &state)
        #expect(try SeenBoard(of: state).calls.isEmpty)
    }

    @Test("A call that begins and ends within one batch is counted, found, and never there")
    func batch() throws {
        var state = BoardState(at: Happening.noon)
        note(
            [
                Happening.call("1", "ringing", state: "ringing"),
                Happening.call("1", "answered", state: "talking", "\"ring_duration_seconds\":2.5"),
                Happening.call("1", "hungup", state: "ended", "\"outcome\":\"answered\""),
            ], in: &state)
        let seen = try SeenBoard(of: state)
        #expect(seen.calls.isEmpty && seen.ended == 1)
        #expect(seen.days[""]?.calls == 1 && seen.days[""]?.answered == 1 && seen.days[""]?.ring_seconds == 2.5)
        #expect(String(decoding: state.recent.search(""), as: UTF8.self).contains("\"found\":1"))
    }

    @Test("A call of before is there as something else remembers it, until it is told of")
    func kept() throws {
        var state = BoardState(at: Happening.noon)
        let document = #"""
            {"call_id":"1","state":"held","since":"2026-11-24T10:00:00.000Z",\#
            "last":{"event":"held","from":{"name":"Martin"},"pbx":"x"}}
            """#
        func keep() {
            let status = CallStatus(
                state: "held", since: Happening.noon, message: "held", sequence: 3, document: Array(document.utf8))
            state.note(kept: status, ofCall: "1", of: "north")
        }
        keep()
        let known = try SeenBoard(of: state).calls["north/1"]
        #expect(known?[0] == "held" && known?[2] == "Martin")
        note([Happening.call("1", "resumed", state: "talking")], open: ["1"], of: "north", in: &state)
        keep()
        #expect(try SeenBoard(of: state).calls["north/1"]?[0] == "talking")
        note([Happening.call("1", "hungup", state: "ended", "\"outcome\":\"answered\"")], of: "north", in: &state)
        #expect(try SeenBoard(of: state).calls.isEmpty)
    }

    @Test("Calls of which nothing was told are counted, and only a new count is news")
    func untold() throws {
        var state = BoardState(at: Happening.noon)
        note([], open: ["1", "2"], in: &state)
        var seen = try SeenBoard(of: state)
        #expect(seen.open[""] == 2 && seen.calls.isEmpty)
        let version = state.version
        note([], open: ["1", "2"], in: &state)
        #expect(state.version == version)
        note([], open: ["2"], in: &state)
        try seen.look(at: state)
        #expect(seen.open[""] == 1)
    }

    @Test(
        "Each outcome is missed, or not",
        arguments: [
            ("no_answer", 1), ("cancelled", 1), ("busy", 1), ("rejected", 1), ("failed", 0),
            ("merged", 0),
            ("lost", 0), ("a_word_of_another_spec", 0),
        ])
    func outcome(_ outcome: String, missed: Int) throws {
        var state = BoardState(at: Happening.noon)
        note([Happening.call("1", "hungup", state: "ended", "\"outcome\":\"\(outcome)\"")], in: &state)
        let day = try SeenBoard(of: state).days[""]
        #expect(day?.missed == missed && day?.hours[12] == [0, missed] && day?.answered == 0)
        #expect(day?.calls == 1 && day?.others == 1 - missed)
    }

    @Test("What was answered, was missed and is neither comes to the calls that ended, whatever was told of them")
    func sums() throws {
        var state = BoardState(at: Happening.noon)
        var random = PseudoRandom(state: 5)
        let outcomes = [
            "answered", "no_answer", "cancelled", "busy", "rejected", "failed", "merged", "lost", "a_new_word",
        ]
        var open: Set<String> = []
        for step in 0..<3000 {
            let id = "\(random.next() % 40)"
            if open.contains(id), random.next() % 3 == 0 {
                open.remove(id)
                let outcome = outcomes[Int(random.next() % UInt64(outcomes.count))]
                note(
                    [Happening.call(id, "hungup", state: "ended", "\"outcome\":\"\(outcome)\"")], open: open,
                    in: &state)
            } else {
                open.insert(id)
                // A call that is answered can ring, and be answered, again.
                let name = ["ringing", "answered", "queued", "answered"][Int(random.next() % 4)]
                note([Happening.call(id, name, state: name)], open: open, in: &state)
            }
            guard step % 100 == 0 else { continue }
            let seen = try SeenBoard(of: state)
            let day = try #require(seen.days[""])
            #expect(day.calls == seen.ended && day.answered + day.missed + day.unreached + day.others == day.calls)
            #expect(seen.calls.count == open.count)
            #expect(day.hours.joined().reduce(0, +) == day.answered + day.missed)
        }
        #expect(try SeenBoard(of: state).ended > 500)
    }

    @Test("After a restart the day is what it was, with the calls that ended, and since when it is counted")
    func restart() throws {
        var before = BoardState(at: later(-7200))
        var ended = note(
            [
                Happening.call("1", "ringing", state: "ringing"),
                Happening.call("1", "answered", state: "talking", "\"ring_duration_seconds\":2.5"),
                Happening.call("1", "hungup", state: "ended", "\"outcome\":\"answered\""),
            ], in: &before)
        ended += note(
            [Happening.call("2", "hungup", state: "ended", at: later(60), "\"outcome\":\"busy\"")], in: &before)
        #expect(ended.map(\.callID) == ["1", "2"] && ended[0].ringSeconds == 2.5)
        var after = BoardState(at: later(300))
        note([Happening.call("3", "hungup", state: "ended", at: later(301), "\"outcome\":\"lost\"")], in: &after)
        after.note(earlier: ended, of: "", at: later(302))
        let (was, seen) = (try SeenBoard(of: before), try SeenBoard(of: after))
        #expect(seen.days[""]?.hours == was.days[""]?.hours && seen.days[""]?.ring_seconds == 2.5)
        #expect(seen.days[""]?.calls == 3 && seen.days[""]?.others == 1)
        let found = String(decoding: after.recent.search(""), as: UTF8.self)
        let places = ["\"lost\"", "\"busy\"", "\"answered\""].map { found.firstRange(of: $0)?.lowerBound }
        #expect(!places.contains(nil) && places.compactMap(\.self) == places.compactMap(\.self).sorted(), "\(found)")
        #expect(seen.countedSince != nil)
        // What ended yesterday counts for none, and says that all of today is counted.
        let past = EndedCall(callID: "0", time: later(-86_400), payload: Array("{}".utf8), of: "")
        after.note(earlier: [past], of: "", at: later(303))
        let whole = try SeenBoard(of: after)
        #expect(whole.days == seen.days && whole.countedSince == nil)
    }

    @Test("What the PBX answers at once makes the mean no better")
    func mean() throws {
        var state = BoardState(at: Happening.noon)
        for (id, seconds) in [("1", 4.0), ("2", 0.0), ("3", 6.0)] {
            note(
                [Happening.call(id, "answered", state: "talking", "\"ring_duration_seconds\":\(seconds)")], open: [id],
                in: &state)
            note([Happening.call(id, "hungup", state: "ended", "\"outcome\":\"answered\"")], in: &state)
        }
        let day = try SeenBoard(of: state).days[""]
        #expect(day?.answered == 3 && day?.ring_count == 2 && day?.ring_seconds == 10 && day?.hours[12] == [3, 0])
    }

    @Test("With the day the figures begin anew, what is of yesterday counts for none, and calls go on")
    func day() throws {
        var state = BoardState(at: Happening.noon)
        note([Happening.call("1", "ringing", state: "ringing")], open: ["1"], in: &state)
        var seen = try SeenBoard(of: state)
        note([Happening.call("0", "hungup", state: "ended")], open: ["1"], in: &state)
        try seen.look(at: state)
        #expect(seen.days[""]?.calls == 1)
        let tomorrow = later(86_400)
        state.advance(to: tomorrow)
        try seen.look(at: state)
        #expect(seen.days[""]?.calls == 0 && seen.calls.count == 1 && seen.snapshots == 1)
        note(
            [
                Happening.call("2", "hungup", state: "ended", at: Happening.noon),
                Happening.call("3", "hungup", state: "ended", at: tomorrow),
            ], open: ["1"], at: tomorrow, in: &state)
        try seen.look(at: state)
        #expect(seen.days[""]?.calls == 1)
    }

    @Test("Whoever is told a snapshot and then changes, however often, knows what whoever is told everything knows")
    func changes() throws {
        var state = BoardState(at: Happening.noon)
        var random = SystemRandomNumberGenerator()
        var often = SeenBoard()
        var seldom = SeenBoard()
        var open: [String: Set<String>] = ["a": [], "b": []]
        for step in 0..<20_000 {
            let pbx = Bool.random(using: &random) ? "a" : "b"
            let id = "\(Int.random(in: 0..<300, using: &random))"
            let time = later(Int64(step))
            switch Int.random(in: 0..<5, using: &random) {
            case 0: note([Happening.phone(id, ["idle", "busy"].randomElement()!)], of: pbx, in: &state)
            case 1:
                let isKnown = open[pbx]?.remove(id) != nil
                guard isKnown else { continue }
                note(
                    [Happening.call(id, "hungup", state: "ended", at: time, "\"outcome\":\"busy\"")],
                    open: open[pbx]!, of: pbx, in: &state)
            case 2 where step % 50 == 0: state.note(isConnected: Bool.random(using: &random), of: pbx)
            default:
                open[pbx]!.insert(id)
                note(
                    [Happening.call(id, "x", state: ["ringing", "talking"].randomElement()!, at: time)],
                    open: open[pbx]!, of: pbx, in: &state)
            }
            if step % 7 == 0 { try often.look(at: state) }
            if step % 6001 == 0 { try seldom.look(at: state) }
        }
        try often.look(at: state)
        try seldom.look(at: state)
        let whole = try SeenBoard(of: state)
        #expect(often == whole && seldom == whole)
        #expect(whole.calls.count == open.values.map(\.count).reduce(0, +) && !whole.calls.isEmpty)
        // Who looks often is never told everything again; who is slower than the log is long is, and no queue waits.
        #expect(often.snapshots == 1 && seldom.snapshots > 1)
    }

    @Test(
        "A call that was not taken is missed, unless we called out",
        arguments: [
            ("inbound", "missed"), ("internal", "missed"), ("outbound", "unreached"),
            ("a_word_of_another_spec", "missed"),
        ])
    func ways(_ direction: String, fate: String) throws {
        var state = BoardState(at: Happening.noon)
        note(
            [Happening.call("1", "hungup", "\"outcome\":\"no_answer\",\"direction\":\"\(direction)\"")], in: &state)
        let day = try #require(try SeenBoard(of: state).days[""])
        #expect((day.missed, day.unreached) == (fate == "missed" ? (1, 0) : (0, 1)))
        #expect(day.calls == day.answered + day.missed + day.unreached + day.others)
        for asked in Fate.allCases {
            let found = String(decoding: state.recent.search("", asked), as: UTF8.self)
            #expect(found.contains("\"found\":\(asked.rawValue == fate ? 1 : 0)"))
        }
    }

    @Test("Phones say with whom they are, queues who waits, trunks and mailboxes what there is, until they are gone")
    func things() throws {
        var state = BoardState(at: Happening.noon, .withThings)
        func say(_ topic: String, _ payload: String) {
            let event = CallEvent(
                name: "x", callID: "", topic: "\(topic)/state", time: Happening.noon, sequence: 1, eventID: "",
                payload: Array(payload.utf8), importance: 1, qos: nil, retain: true, state: nil)
            let notes = BoardNote.notes(on: [event], of: "", .withThings) { _ in false }
            _ = state.note(notes, openCalls: 0, of: "", at: Happening.noon)
        }
        say(
            "extension/21",
            #"""
            {"extension":"21","name":"Kitchen","state":"busy","call_id":"1.1","peer":{"extension":"1986","name":"Martin"},
            "direction":"inbound"}
            """#)
        say(
            "queue/support",
            #"""
            {"queue":"support","callers":3,"longest_wait_seconds":12.5,"members_free":0,"members_busy":2,"members_paused":1,
            "members_unavailable":"x"}
            """#)
        say("trunk/provider", #"{"state":"offline","calls":0}"#)
        say("mailbox/21@default", #"{"new":2,"old":-5}"#)
        var seen = try SeenBoard(of: state)
        #expect(
            seen.things == [
                "/extension/21": ["Kitchen", "1986 Martin", "inward", "connected"],
                "/queue/support": [
                    "", "", "", "", "callers callers waiting 3.0", "longest wait s 12.5 s",
                    "members free members calm 0.0",
                    "members busy members connected 2.0", "members paused members paused 1.0",
                ],
                "/trunk/provider": ["", "", "", "trouble", "calls calls connected 0.0"],
                "/mailbox/21@default": ["", "", "", "", "new messages missed 2.0", "old messages 0.0"],
            ])
        say("extension/21", #"{"extension":"21","state":"idle"}"#)
        try seen.look(at: state)
        #expect(seen.things["/extension/21"] == ["Kitchen", "", "", "calm"])
        say("queue/support", "")
        say("queue/unknown", "")
        try seen.look(at: state)
        #expect(
            seen.snapshots == 1 && Set(seen.things.keys) == ["/extension/21", "/trunk/provider", "/mailbox/21@default"])
    }

    @Test("Who is up to date is told nothing, and who comes with a version that is none yet is told everything")
    func versions() {
        var state = BoardState(at: Happening.noon)
        note([Happening.call("1", "ringing", state: "ringing")], open: ["1"], in: &state)
        let nothing = state.update(since: state.version)
        #expect(!nothing.isWhole && nothing.calls.isEmpty && nothing.pbxs.isEmpty)
        for unknown in [state.version + 1, -1, Int.max, Int.min] { #expect(state.update(since: unknown).isWhole) }
    }

    @Test("There is a bound on calls, phones and what ended, and room again when there is")
    func bounds() throws {
        var state = BoardState(at: Happening.noon)
        let many = (0..<BoardState.mostCalls + 500).map { "\($0)" }
        note(many.map { Happening.call($0, "ringing", state: "ringing") }, open: Set(many), in: &state)
        #expect(try SeenBoard(of: state).calls.count == BoardState.mostCalls)
        note([Happening.call("0", "hungup", state: "ended")], open: Set(many.dropFirst()), in: &state)
        note([Happening.call(many.last!, "answered", state: "talking")], open: Set(many), in: &state)
        #expect(try SeenBoard(of: state).calls["/\(many.last!)"]?[0] == "talking")
        note((0..<BoardState.mostThings + 10).map { Happening.phone("\($0)", "idle") }, in: &state)
        #expect(try SeenBoard(of: state).lamps.count == BoardState.mostThings)
        note([Happening.phone("0", "busy")], in: &state)
        #expect(try SeenBoard(of: state).lamps["/0"] == "busy")
        note(many.map { Happening.call($0, "hungup", state: "ended") }, in: &state)
        // The first had ended before.
        #expect(try SeenBoard(of: state).days[""]?.calls == many.count + 1)
        let answer = String(decoding: state.recent.search(""), as: UTF8.self)
        #expect(answer.contains("\"found\":\(RecentCalls.limit),\"kept\":\(RecentCalls.limit)}"))
        #expect(answer.components(separatedBy: "\"last\":").count - 1 == RecentCalls.listed)
    }

    @Test("A PBX that is watched no more takes its calls, phones and past with it")
    func several() throws {
        var state = BoardState(at: Happening.noon)
        for pbx in ["hq", "branch"] {
            note(
                [Happening.call("1", "ringing", state: "ringing"), Happening.phone("21", "busy")], open: ["1"], of: pbx,
                in: &state)
            note([Happening.call("2", "hungup", state: "ended")], of: pbx, in: &state)
        }
        var seen = try SeenBoard(of: state)
        #expect(Set(seen.calls.keys) == ["hq/1", "branch/1"])
        state.keep(only: ["hq", "new"])
        try seen.look(at: state)
        #expect(Set(seen.calls.keys) == ["hq/1"] && Set(seen.lamps.keys) == ["hq/21"])
        #expect(Set(seen.days.keys) == ["hq", "new"])
        #expect(String(decoding: state.recent.search("branch"), as: UTF8.self).contains("\"found\":0"))
        #expect(String(decoding: state.recent.search("hq"), as: UTF8.self).contains("\"found\":1"))
    }

    @Test(
        "Names from outside come through as they are, on one line",
        arguments: [
            "<img src=x onerror=alert(1)>", "\u{202E}gnp.exe\u{202C}", "line\nfeed\r\ndata: x\n\nevent: y", "\"}]}",
            "\u{0}\u{7F}",
            "\u{2028}", "😀",
        ])
    func hostile(_ name: String) throws {
        var state = BoardState(at: Happening.noon)
        note([Happening.call("1", "ringing", state: "ringing", caller: name)], open: ["1"], in: &state)
        #expect(try SeenBoard(of: state).calls["/1"]?[2] == name)
        let bytes = state.update(since: nil).json(at: Happening.noon)
        #expect(!bytes.contains(10) && !bytes.contains(13))
    }

    @Test(
        "Ended calls are found by number, name, outcome and cause, with all words, whatever the case",
        arguments: [
            ("1986", 2), ("martin", 1), ("MARTIN", 1), ("erika busy", 1), ("martin busy", 0), ("no answer", 1),
            ("no_answer", 1), ("  198 ", 2), ("nobody answered", 1), ("", 2), ("zzz", 0), ("\"", 0), ("%", 0),
            ("müller", 1),
        ])
    func search(_ question: String, found: Int) {
        var state = BoardState(at: Happening.noon)
        note(
            [
                Happening.call(
                    "1", "hungup", state: "ended",
                    "\"outcome\":\"no_answer\",\"cause\":\"no_answer\",\"cause_description\":\"Nobody answered\""),
                Happening.call(
                    "2", "hungup", state: "ended", "\"outcome\":\"busy\",\"cause\":\"user_busy\"",
                    caller: "Erika Müller"),
            ], in: &state)
        let answer = String(decoding: state.recent.search(question), as: UTF8.self)
        #expect(answer.contains("\"found\":\(found),"), "\(answer)")
    }

    @Test("The page is told by how much the daemon's time of day is ahead of UTC, and shows times by it")
    func offset() throws {
        struct Told: Decodable { var utc_offset: Int }
        let now = Happening.noon
        let json = BoardState(at: now).update(since: nil).json(at: now)
        let told = try JSONDecoder().decode(Told.self, from: Data(json))
        let local = TimeZone.current.secondsFromGMT(for: Date(timeIntervalSince1970: Double(now.microseconds) / 1e6))
        #expect(told.utc_offset == local)
    }
}

/// The same numbers each time.
private struct PseudoRandom {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}

import AMI
import Testing

@testable import wiretap

@Suite("Rounds with fresh ids")
struct PlayTemplateTests {
    private func stream(_ schedule: PlaySchedule) -> [(time: Int64, text: String)] {
        var schedule = schedule
        var messages: [(time: Int64, text: String)] = []
        while let step = schedule.next() {
            var out: [UInt8] = []
            schedule.templates[step.template].append(step.message, step.ids, to: &out)
            messages.append((step.time, Captures.text(out)))
        }
        return messages
    }

    private func templates() throws -> [PlayTemplate] {
        try Captures.names.map { PlayTemplate(CaptureSource(try Captures.bytes($0))) }
    }

    /// The ids of a kind in the order of their first appearance, and the text with each replaced by its number.
    private func abstracted(_ text: String, _ pattern: Regex<Substring>) -> (ids: [Substring], text: String) {
        var ids: [Substring] = []
        let text = text.replacing(pattern) { match in
            if !ids.contains(match.output) { ids.append(match.output) }
            return "#\(ids.firstIndex(of: match.output)!)"
        }
        return (ids, text)
    }

    private static let patterns: [String: @Sendable () -> Regex<Substring>] = [
        "uniqueid": { /\b\d{10}\.\d{1,5}\b/ }, "channel": { /(?:PJSIP\/\w+)-[0-9a-f]{8}\b/ },
        "uuid": { /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/ }, "call": { /\[C-[0-9a-f]{8}\]/ },
    ]

    @Test(
        "Ids differ from round to round, and are the same wherever they were",
        arguments: ["uniqueid", "channel", "uuid", "call"])
    func fresh(kind: String) throws {
        let template = PlayTemplate(CaptureSource(try Captures.bytes("group_answered")))
        let schedule = PlaySchedule([template], pace: .inTurn, loops: 3, epoch: 1_800_000_000_000_000)
        let all = stream(schedule).map(\.text)
        let count = all.count / 3
        #expect(count == template.messages.count)
        let make = try #require(Self.patterns[kind])
        let pattern = make()
        var seen: Set<Substring> = []
        var shapes: Set<String> = []
        for round in 0..<3 {
            // Timestamps differ by design.
            let text = all[(round * count)..<((round + 1) * count)].joined().replacing(
                /Timestamp: [\d.]+/, with: "Timestamp")
            var (ids, shape) = abstracted(text, pattern)
            #expect(!ids.isEmpty)
            #expect(seen.isDisjoint(with: ids), "\(kind) of round \(round) was there before")
            seen.formUnion(ids)
            for (name, other) in Self.patterns where name != kind { shape = abstracted(shape, other()).text }
            shapes.insert(shape)
        }
        #expect(shapes.count == 1)
    }

    @Test("Everything but ids and times is as recorded", arguments: Captures.names)
    func restIsTheSame(name: String) throws {
        let bytes = try Captures.bytes(name)
        let template = PlayTemplate(CaptureSource(bytes))
        let played = stream(PlaySchedule([template], pace: .inTurn, loops: 1, epoch: 0)).map(\.text).joined()
        func blank(_ text: String) -> String {
            text.replacing(/\d{1,10}\.\d+/, with: "T").replacing(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, with: "U")
                .replacing(/-[0-9a-f]{8}\b/, with: "-C")
        }
        let recorded = Captures.text(bytes)
        let preamble = SessionSplitter(bytes.span.bytes).preamble.last!.range.upperBound
        #expect(blank(played) == blank(String(recorded.utf8.dropFirst(preamble))!))
    }

    @Test("Timestamps begin at the play's beginning and keep their spacing")
    func spacing() throws {
        let bytes = try Captures.bytes("answered_callee_hangs_up")
        func times(_ text: String) -> [Int64] {
            text.matches(of: /Timestamp: (\d+)\.(\d{6})/).map { Int64($0.1)! * 1_000_000 + Int64($0.2)! }
        }
        let recorded = times(Captures.text(bytes)).dropFirst()
        let messages = stream(
            PlaySchedule([PlayTemplate(CaptureSource(bytes))], pace: .inTurn, loops: 1, epoch: 7_000_000))
        let played = times(messages.map(\.text).joined())
        #expect(played.first == 7_000_000)
        #expect(played.map { $0 - played[0] } == recorded.map { $0 - recorded.first! })
        #expect(messages.map(\.time) == played.map { $0 - played[0] })
    }

    @Test("Without Timestamps the sidecar says when, and without one events come evenly")
    func otherTimes() {
        let one = Captures.message("Event: A", "Privilege: call,all", "Uniqueid: 1795524468.880")
        let two = Captures.message("Event: B", "Privilege: call,all")
        let source = CaptureSource(Array((one + two + two).utf8))
        var times = ArrivalTimes()
        times.chunks = [.init(offset: 0, microseconds: 1000), .init(offset: one.utf8.count, microseconds: 4500)]
        #expect(PlayTemplate(source, times: times).messages.map(\.offset) == [0, 3500, 3500])
        #expect(PlayTemplate(source, evenly: 100).messages.map(\.offset) == [0, 100, 200])
        #expect(PlayTemplate(source).firstTime == 1_795_524_468_000_000)
    }

    @Test("What answered the recorder's own actions is not played")
    func answers() {
        let text =
            "Asterisk Call Manager/11.0.0\r\n" + Captures.message("Response: Success")
            + Captures.message("Event: FullyBooted", "Privilege: system,all")
            + Captures.message("Event: A", "Privilege: call,all")
            + Captures.message("Response: Success", "Ping: Pong")
            + Captures.message("Event: CoreShowChannel", "ActionID: 1")
            + Captures.message("Event: B", "Privilege: dialplan,all")
        let template = PlayTemplate(CaptureSource(Array(text.utf8)))
        #expect(
            template.messages.map(\.classes) == [EventClasses(privilege: "call"), EventClasses(privilege: "dialplan")])
    }

    @Test("So many calls a second begin, whatever still runs")
    func perSecond() throws {
        let schedule = PlaySchedule(try templates(), pace: .perSecond(4), loops: 2, epoch: 0)
        let starts = stream(schedule).filter {
            $0.text.contains("RTP_PORT_ALLOCATED") || $0.text.contains("Event: Newchannel")
        }
        #expect(starts.map(\.time).max()! >= 13 * 250_000)
        var rounds = PlaySchedule(try templates(), pace: .perSecond(4), loops: 2, epoch: 0)
        while rounds.next() != nil {}
        #expect(rounds.roundsBegun == 14)
    }

    @Test("A multiplied stream is long enough, in order, with many calls at once, and each comes to its end")
    func multiply() throws {
        let templates = try templates()
        let preamble = try PlayInput.preamble(of: Captures.path("busy"))
        var out: [UInt8] = []
        let schedule = PlaySchedule(templates, pace: .atOnce(40), loops: nil, epoch: 1_800_000_000_000_000)
        let summary = try StreamMultiplier.write(schedule, preamble: preamble, bytes: 2_000_000) {
            (chunk) throws(Failure) in out += chunk
        }
        #expect(summary.bytes == out.count)
        #expect(out.count >= 2_000_000)
        var alive = 0
        var most = 0
        var seen: Set<String> = []
        var last = ""
        for message in Captures.messages(out).dropFirst(4) {
            let time = message.first { $0.name == "Timestamp" }!.value
            #expect(time >= last)
            last = time
            if message[0].value == "Newchannel" {
                #expect(seen.insert(message.first { $0.name == "Uniqueid" }!.value).inserted)
                alive += 1
                most = max(most, alive)
            } else if message[0].value == "Hangup" {
                alive -= 1
            }
        }
        #expect(alive == 0)
        #expect(most >= 30)
        #expect(SessionSplitter(out.span.bytes).calls.count == summary.rounds)
    }
}

import BehaviourSupport
import Correlator
import Testing

@testable import Watch

@Suite("The screen")
struct WatchScreenTests {
    private static let sizes = [(80, 24), (200, 50), (20, 5), (72, 10), (47, 4), (1, 1), (3, 2)]
        .map { WatchSize(columns: $0.0, rows: $0.1) }
    private let screen = WatchScreen(title: "asterisk") { _ in "10:30:05" }
    private let link = WatchScreen.Link("tcp://broker:1883", isWell: true)

    /// The rows as a terminal shows them that puts each cell in its column.
    private func text(_ board: CallBoard, _ columns: Int, _ rows: Int, at seconds: Double) -> [String] {
        let size = WatchSize(columns: columns, rows: rows)
        return screen.rows(of: board, link: link, size: size, at: Messages.at(seconds)).map { row in
            row.reduce(into: (text: "", width: 0)) { line, cell in
                line.text += String(repeating: " ", count: cell.column - line.width) + cell.text
                line.width = cell.column + cell.width
            }.text
        }
    }

    private var board: CallBoard {
        var board = CallBoard(prefixes: ["asterisk"])
        func say(_ topic: String, _ payload: [UInt8], at seconds: Double) {
            _ = board.receive(topic: "asterisk/\(topic)", payload: payload, at: Messages.at(seconds))
        }
        say("bridge/status", Array("online".utf8), at: 0)
        say("call/1.1/ringing", Messages.event("ringing", "1.1"), at: 0)
        say("call/1.1/hungup", Messages.hungup("1.1", outcome: "no_answer"), at: 8)
        let two = Messages.event(
            "ringing", "1.2", to: #"{"extension":"666"}"#,
            more: #""destinations":[{"extension":"21","name":"Kitchen"},{"extension":"22"}],"#)
        say("call/1.2/ringing", two, at: 5)
        say("call/1.2/state", Messages.state("ringing", "1.2", last: two), at: 5)
        let three = Messages.event("answered", "1.3", from: #"{"extension":null}"#)
        say("call/1.3/state", Messages.state("talking", "1.3", last: three), at: 6)
        return board
    }

    @Test("80 × 24: who calls whom, the state, since when, for how long, and what else there is to say")
    func eightyColumns() {
        let rows = text(board, 80, 24, at: 70)
        #expect(rows.count == 24)
        #expect(
            rows.prefix(7) == [
                "asterisk  2 calls  1 ended  bridge online  tcp://broker:1883",
                "SINCE    STATE      FOR     FROM             TO",
                "10:30:05 talking    1:05    -                21 Kitchen       answered",
                "10:30:05 ringing    1:05    1986 Martin      666              rings 21 Kitchen,…",
                "ENDED",
                "10:30:05 no answer  0:36    1986 Martin      21 Kitchen       normal clearing",
                "",
            ])
        #expect(rows.last == "q quits")
    }

    @Test("Queues stand on a line of their own where there is room, the longest wait first, and count on by the clock")
    func queues() {
        var board = CallBoard(prefixes: ["asterisk"], .withThings)
        func say(_ queue: String, _ payload: String) {
            _ = board.receive(topic: "asterisk/queue/\(queue)/state", payload: Array(payload.utf8), at: Messages.at(0))
        }
        #expect(board.topicFilters.contains("asterisk/queue/+/state"))
        say("sales%2F1", #"{"callers":0,"longest_wait_seconds":0,"members_free":2,"members_busy":1}"#)
        say(
            "support",
            #"""
            {"callers":3,"longest_wait_seconds":12.5,"members_free":0,"members_busy":2,"members_paused":1,
            "timestamp":"2026-02-12T10:30:00.000Z"}
            """#)
        #expect(
            text(board, 100, 24, at: 60)[1]
                == "support: 3 waiting 1:12, 0 free 2 busy 1 paused  sales/1: 0 waiting, 2 free 1 busy")
        #expect(text(board, 60, 24, at: 60)[1] == "support: 3 waiting 1:12, 0 free 2 busy 1 paused  +1")
        #expect(
            screen.rows(
                of: board, link: link, size: WatchSize(columns: 100, rows: 24), at: Messages.at(60))[1].map(\.style)
                == [.bad, .plain])
        #expect(!text(board, 80, 7, at: 60).contains { $0.hasPrefix("support") })
        say("support", "")
        say("sales%2F1", "[]")
        #expect(text(board, 80, 24, at: 60)[1] == "sales/1: 0 waiting, 2 free 1 busy" && board.unreadable == 1)
    }

    @Test(
        "An arrow before who calls says which way the call goes",
        arguments: [
            ("inbound", "↙ 1986 Martin"), ("outbound", "↗ 1986 Martin"), ("internal", "↔ 1986 Martin"),
            ("x", "1986 Martin "),
        ])
    func direction(_ word: String, _ shown: String) {
        var board = CallBoard(prefixes: ["asterisk"])
        let payload = Messages.event("ringing", "1.1", more: #""direction":"\#(word)","#)
        let event = board.receive(topic: "asterisk/call/1.1/ringing", payload: payload, at: Messages.at(0))
        #expect(text(board, 80, 24, at: 0)[2].contains(shown))
        #expect(event.map { WatchLine.text($0, timeOfDay: "10:30:00").contains(shown) } == true)
    }

    @Test("200 × 50: the cause in a sentence")
    func wide() {
        let rows = text(board, 200, 50, at: 70)
        #expect(rows.count == 50)
        #expect(rows[5].hasSuffix("The call was hung up normally by one of the parties"))
        #expect(rows[3].hasSuffix("rings 21 Kitchen, 22"))
    }

    @Test("20 × 5: state and parties, and how many calls there is no room for")
    func narrow() {
        #expect(
            text(board, 20, 5, at: 70) == [
                "asterisk  2 calls", "STATE   FROM  TO", "talking -     21 Ki…", "ringing 1986… 666", "q quits",
            ])
        #expect(text(board, 20, 4, at: 70).count == 4)
        #expect(text(board, 30, 5, at: 70).count == 5)
        var many = board
        for number in 0..<9 {
            _ = many.receive(
                topic: "asterisk/call/2.\(number)/ringing", payload: Messages.event("ringing", "2.\(number)"),
                at: Messages.at(9))
        }
        #expect(text(many, 40, 5, at: 70).last == "q quits  9 more going on")
    }

    @Test("Calls that are over fade: bright at first, faint later; a missed one is marked until then")
    func fades() {
        func styles(at seconds: Double) -> Set<WatchStyle> {
            let rows = screen.rows(
                of: board, link: link, size: WatchSize(columns: 80, rows: 24), at: Messages.at(seconds))
            return Set(rows[5].map(\.style))
        }
        #expect(styles(at: 9) == [.plain, .bad])
        #expect(styles(at: 30) == [.faint])
    }

    @Test("Without a bridge, or without the broker, the first row says so in words")
    func trouble() {
        var board = board
        _ = board.receive(topic: "asterisk/bridge/status", payload: Array("offline".utf8), at: Messages.start)
        #expect(text(board, 80, 24, at: 9)[0].contains("bridge offline: this may be old"))
        let link = WatchScreen.Link("nothing listens there", isWell: false)
        let rows = screen.rows(of: board, link: link, size: WatchSize(columns: 80, rows: 24), at: Messages.at(9))
        #expect(rows[0].last == WatchCell(column: 19, text: "nothing listens there", width: 21, style: .bad))
    }

    @Test(
        "No name breaks a row, leaves its column or speaks to the terminal, at any size",
        arguments: Self.hostile, Self.sizes)
    func hostileNames(_ name: String, _ size: WatchSize) throws {
        let json = #"{"extension":\#(Self.quoted(name)),"name":\#(Self.quoted(name))}"#
        var board = CallBoard(prefixes: ["asterisk"])
        let payload = Messages.event(
            "ringing", "1.1", from: json, to: json, more: "\"destinations\":[\(json),\(json)],")
        let told = board.receive(topic: "asterisk/call/1.1/ringing", payload: payload, at: Messages.start)
        let event = try #require(told)
        _ = board.receive(topic: "asterisk/call/1.2/\(name)", payload: payload, at: Messages.start)
        _ = board.receive(
            topic: "asterisk/call/1.3/state", payload: Messages.state("\u{2028}x", "1.3", last: payload),
            at: Messages.start)
        let screen = WatchScreen(title: name) { _ in "10:30:05" }
        let rows = screen.rows(of: board, link: .init(name, isWell: false), size: size, at: Messages.at(1))
        #expect(rows.count == size.rows)
        for row in rows {
            var end = 0
            for cell in row {
                #expect(cell.column >= end && cell.width > 0)
                end = cell.column + cell.width
                #expect(Self.isHarmless(cell.text))
            }
            #expect(end <= size.columns)
        }
        // What goes to the terminal has escape sequences of ours alone.
        var frame = WatchFrame(hasColours: true)
        let rest = frame.show(rows).replacing(/\u{1B}\[[0-9;]*[HJKm]/, with: "")
        #expect(Self.isHarmless(rest))
        #expect(Self.isHarmless(WatchLine.text(event, timeOfDay: "10:30:05")))
        #expect(event.payload.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
    }

    private static let hostile = [
        "\u{1B}[2J\u{1B}]0;owned\u{07}", "a\r\nb\tc", "\u{9B}31m", "\u{202E}gnp.exe\u{2066}", "a\u{200D}b\u{FEFF}",
        "👨‍👩‍👧‍👦 family", "👍🏽👍🏽👍🏽👍🏽👍🏽", "🇩🇪🇫🇷", "❤️❤️❤️", "日本語の名前はとても長いです", "한국어", "한",
        "e" + String(repeating: "\u{301}", count: 500), "\u{301}\u{301}", "שלום עולם", "مرحبا", "\u{2028}\u{2029}",
        String(repeating: "x", count: 5000), "\u{7F}\u{0}", "\u{10FFFF}\u{E000}", "",
    ]

    private static func quoted(_ text: String) -> String {
        "\""
            + text.unicodeScalars.map { scalar in
                scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
                    ? "\\u00" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16) : String(scalar)
            }.joined() + "\""
    }

    private static func isHarmless(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
    }

    @Test("A second picture of the same writes nothing, one of another only the rows that changed")
    func difference() {
        var frame = WatchFrame(hasColours: false)
        let size = WatchSize(columns: 80, rows: 24)
        let first = frame.show(screen.rows(of: board, link: link, size: size, at: Messages.at(70)))
        #expect(first.hasPrefix("\u{1B}[H\u{1B}[2J") && first.contains("1986 Martin"))
        #expect(frame.show(screen.rows(of: board, link: link, size: size, at: Messages.at(70))).isEmpty)
        let next = frame.show(screen.rows(of: board, link: link, size: size, at: Messages.at(71)))
        #expect(next.contains("1:06") && !next.contains("SINCE") && !next.contains("no answer"))
        frame.forget()
        #expect(frame.show(screen.rows(of: board, link: link, size: size, at: Messages.at(71))).contains("SINCE"))
    }

    @Test("Colours are written only where they are wanted")
    func colours() {
        let rows = screen.rows(of: board, link: link, size: WatchSize(columns: 80, rows: 24), at: Messages.at(9))
        var (with, without) = (WatchFrame(hasColours: true), WatchFrame(hasColours: false))
        #expect(with.show(rows).contains("\u{1B}[32mtalking"))
        #expect(!without.show(rows).contains(/\u{1B}\[[0-9;]*m/))
    }
}

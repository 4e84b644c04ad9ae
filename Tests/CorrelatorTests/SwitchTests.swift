import AMI
import Correlator
import Foundation
import Testing

@Suite("What an installation decides of messages and variables")
struct SwitchTests {
    private struct Message: Decodable {
        var event: String
        var digit: String?
        var variables: [String: String]?
    }

    private func told(_ lines: [String]) throws -> [Message] {
        try lines.map { try JSONDecoder().decode(Message.self, from: Data($0.drop { $0 != " " }.utf8)) }
    }

    private func text(_ name: String) throws -> String {
        String(decoding: try Recording(name: name).bytes, as: UTF8.self)
    }

    @Test(
        "Keys are told where they are asked for, each once, and not otherwise",
        arguments: ["16/blind-by-callee-dtmf", "22/did-menu"])
    func keys(_ name: String) throws {
        let recording = Recording(name: name)
        let events = try text(recording.name).components(separatedBy: "\r\n\r\n")
        let digits = events.filter { $0.contains("Event: DTMFEnd\r\n") && $0.contains("\r\nDirection: Received") }
            .compactMap { $0.firstMatch(of: #/\r\nDigit: (.)/#).map { String($0.1) } }
        #expect(!digits.isEmpty)
        #expect(try told(recording.told(pieces: .max)).allSatisfy { $0.event != "dtmf" })
        let asked = try told(recording.told(pieces: .max, options: .init(messages: ["dtmf": true])))
        #expect(asked.filter { $0.event == "dtmf" }.map(\.digit) == digits)
    }

    @Test("What is switched off is not told, what is always told can't be")
    func off() throws {
        let recording = Recording(name: "22/hold-resume")
        let all = try told(recording.told(pieces: .max)).map(\.event)
        let fewer = try told(
            recording.told(pieces: .max, options: .init(messages: ["held": false, "hungup": false]))
        ).map(\.event)
        #expect(all.contains("held"))
        #expect(fewer == all.filter { $0 != "held" })
    }

    @Test("Asterisk is asked for the classes that messages and variables need, and no more")
    func classes() {
        let tables = CallTables.calls
        let usual = tables.amiClasses
        #expect(!usual.contains("dtmf") && !usual.contains("dialplan"))
        #expect(Set(tables.amiClasses(switches: ["dtmf": true], hasVariables: false)) == Set(usual + ["dtmf"]))
        #expect(Set(tables.amiClasses(switches: [:], hasVariables: true)) == Set(usual + ["dialplan"]))
        #expect(
            !tables.amiClasses(switches: ["user_event": false, "pbx_user_event": false], hasVariables: false)
                .contains("user"))
    }

    @Test("A variable that is set stands in every event from then on, also over a restart", arguments: [false, true])
    func set(restarts: Bool) throws {
        // MixMonitor sets this one on the caller's channel before anybody is dialled.
        let messages = try told(
            Recording(name: "22/with-recording").told(
                pieces: restarts ? 700 : .max, options: .init(variables: ["NOT_SET", "MIXMONITOR_FILENAME"]),
                restarts: restarts))
        #expect(messages.contains { $0.event == "hungup" })
        for message in messages {
            #expect(message.variables == ["MIXMONITOR_FILENAME": "/lab/pbx/spool/monitor/call.wav"])
        }
    }

    @Test("channelvars= has each event say them, of either channel; an inherited one goes by its name")
    func channelVariables() throws {
        let text = try text("22/answer-caller-hangs-up")
        let said = text.replacing(
            "\r\nEvent: DialBegin\r\n",
            with: "\r\nEvent: DialBegin\r\nChanVariable: OTHER=1\r\nDestChanVariable: __CRM_ID=47=11\r\n")
        #expect(said != text)
        let messages = try told(
            Recording.told(of: Array(said.utf8), options: .init(variables: ["CRM_ID"])))
        #expect(!messages.isEmpty && messages.allSatisfy { $0.variables == ["CRM_ID": "47=11"] })
    }

    @Test("What is too long is not kept, and what the author of an event writes is no channel's")
    func bounds() throws {
        let text = try text("22/with-user-event")
        let said = text.replacing(#/\r\nUserEvent: [^\r]*\r\n/#) { "\($0.output)ChanVariable: CRM_ID=4711\r\n" }
            .replacing(
                "\r\nEvent: DialBegin\r\n",
                with: "\r\nEvent: DialBegin\r\nChanVariable: LONG=\(String(repeating: "x", count: 2000))\r\n")
        #expect(said.contains("ChanVariable: CRM_ID") && said.contains("LONG="))
        let messages = try told(
            Recording.told(of: Array(said.utf8), options: .init(variables: ["CRM_ID", "LONG"])))
        #expect(!messages.isEmpty && messages.allSatisfy { $0.variables == nil })
    }
}

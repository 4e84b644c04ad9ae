import Testing

@testable import AMI

@Suite("An action")
struct ActionTests {
    @Test("is its lines, with CR LF, and the ActionID last")
    func lines() throws {
        let action = try AMIAction("Originate", ["Channel": "PJSIP/21", "Variable": "a=1", "Variable": "b=\u{FC}"])
        #expect(
            String(decoding: action.encoded(actionID: "1-2"), as: UTF8.self)
                == "Action: Originate\r\nChannel: PJSIP/21\r\nVariable: a=1\r\nVariable: b=\u{FC}\r\nActionID: 1-2\r\n\r\n"
        )
    }

    @Test(
        "can't be made to carry a header or an action that nobody asked for",
        arguments: [
            "x\r\nAction: Originate", "x\n", "\r", "a\u{0}b",
        ])
    func injection(value: String) {
        #expect(throws: AMIActionError.invalidValue(header: "Channel")) {
            try AMIAction("Hangup", ["Channel": value])
        }
        #expect(throws: AMIActionError.invalidValue(header: "Action")) { try AMIAction(value) }
    }

    @Test("can't have such a header", arguments: ["", "A: b\r\nC", "A:", "A B", "\u{E4}", "ActionID", "action"])
    func names(name: String) {
        #expect(throws: AMIActionError.invalidName(name)) { try AMIAction("Hangup", [name: "x"]) }
    }

    @Test("can't have a line that Asterisk doesn't read")
    func length() {
        #expect(throws: AMIActionError.tooLong(header: "A")) {
            try AMIAction("Hangup", ["A": String(repeating: "x", count: 1000)])
        }
    }
}

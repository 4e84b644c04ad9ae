import Correlator
import Digests
import Explain
import Foundation
import Testing

@Suite("An explanation as a page")
struct HTMLTests {
    private static let hostile = "</script><img src=x onerror=alert(1)><!--<script>&lt;\u{2028}'\"\\"

    private func page(_ recording: String = "22/attended-by-caller", caller: String = "Martin") throws -> String {
        Retelling(try Retelling.bytes(recording, caller: caller)).text(HTMLExplanation(title: "a <b>.raw"))
    }

    @Test("It is well-formed, whatever a caller calls himself", arguments: ["Martin", hostile])
    func wellFormed(name: String) throws {
        let page = try page("22/blind-by-callee", caller: name)
        let checker = MarkupChecker(page)
        #expect(checker.faults == [])
        #expect(checker.elements.filter { $0.name == "script" }.count == 3)
        #expect(checker.elements.allSatisfy { $0.name != "img" })
        let ids = checker.elements.compactMap { $0.attributes["id"] }
        #expect(Set(ids).count == ids.count)
    }

    @Test("It asks for nothing from anywhere, and nothing may run or be fetched but what is in it")
    func alone() throws {
        let page = try page()
        let checker = MarkupChecker(page)
        for element in checker.elements {
            #expect(element.attributes.keys.allSatisfy { !["src", "href", "style", "srcset", "action"].contains($0) })
            #expect(element.attributes.keys.allSatisfy { !$0.hasPrefix("on") })
            #expect(element.name != "link" && element.name != "base")
        }
        let policy = try #require(
            checker.elements.first { $0.attributes["http-equiv"] == "Content-Security-Policy" }?.attributes["content"])
        #expect(policy.hasPrefix("default-src 'none'; "))
        #expect(!policy.contains("unsafe"))
        let style = try #require(checker.raw.first { $0.name == "style" }).text
        let script = try #require(checker.raw.last).text
        for content in [style, script] {
            let digest = Data(MessageDigest.sha256(content.utf8)).base64EncodedString()
            #expect(policy.contains("'sha256-\(digest)'"))
            // But for the name of SVG, which nobody fetches.
            #expect(!content.replacing("http://www.w3.org/2000/svg", with: "").contains("//www."))
            #expect(!content.contains("url(") && !content.contains("@import") && !content.contains("https:"))
        }
        // Nothing that would take text for markup.
        for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"] {
            #expect(!script.contains(word))
        }
    }

    @Test("It has all that was kept of a call: channels, events, headers and payloads to the byte")
    func content() throws {
        let retelling = Retelling(try Retelling.bytes("22/blind-by-callee", caller: Self.hostile))
        let checker = MarkupChecker(retelling.text(HTMLExplanation(title: "")))
        let parsed = try checker.raw.filter { $0.text.hasPrefix("{") }.map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.text.utf8)) as? [String: Any])
        }
        let (call, index) = (parsed[0], parsed[1])
        let story = retelling.stories[0]
        #expect(call["lanes"] as? [[String]] == story.lanes.map { [$0.id, $0.name] })
        let values = try #require(call["values"] as? [String])
        let shapes = try #require(index["shapes"] as? [[String]])
        let steps = try #require(call["steps"] as? [[Any]])
        #expect(steps.count == story.steps.count)
        for (step, kept) in zip(steps, story.steps) {
            let names = shapes[try #require(step[5] as? Int)]
            let said = try #require(step[6] as? [Int]).map { values[$0] }
            #expect(zip(names, said).map { "\($0): \($1)" } == kept.headers.map { "\($0.name): \($0.value)" })
            let payloads = try #require(step[7] as? [[Any]]).filter { $0[0] as? String == "message" }
            #expect(
                payloads.map { $0[3] as? String } == kept.messages.map { String(decoding: $0.payload, as: UTF8.self) })
        }
        let calls = try #require(index["calls"] as? [[Any]])
        #expect(calls[0][0] as? String == story.callID)
        #expect(calls[0][3] as? String == "02015550100 \(Self.hostile)")
        #expect(calls[0][5] as? String == "answered")
    }

    @Test("However many kinds of events there are, each has its headers")
    func shapes() throws {
        let channel = "Uniqueid: 1.1\r\nLinkedid: 1.1\r\nChannel: PJSIP/1-00000001\r\n"
        var text = "Event: Newchannel\r\n\(channel)Exten: 2\r\n\r\n"
        for number in 0..<4500 {
            text += "Event: UserEvent\r\n\(channel)UserEvent: x\r\nK\(number): v\(number)\r\n\r\n"
        }
        let page = MarkupChecker(Retelling(Array(text.utf8)).text(HTMLExplanation(title: "")))
        let parsed = try page.raw.filter { $0.text.hasPrefix("{") }.map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.text.utf8)) as? [String: Any])
        }
        let values = try #require(parsed[0]["values"] as? [String])
        let shapes = try #require(parsed[1]["shapes"] as? [[String]])
        let steps = try #require(parsed[0]["steps"] as? [[Any]])
        #expect(shapes.count == 4096)
        #expect(steps.count == 4501)
        for (number, step) in steps.dropFirst().enumerated() {
            let names = try #require(step[5] as? [String] ?? (step[5] as? Int).map { shapes[$0] })
            #expect(names.last == "K\(number)")
            #expect((step[6] as? [Int])?.last.map { values[$0] } == "v\(number)")
        }
    }
}

import Correlator
import Foundation
import MQTT
import TestSupport
import Testing

@testable import Bridge

@Suite("The attributes that Home Assistant makes of calls")
struct HomeAssistantAttributesTests {
    /// What Home Assistant's recorder keeps of an entity at most, less what Home Assistant adds itself.
    private static let most = 16_384 - 512

    /// A Python that has what Home Assistant's templates are made with.
    private static func python() async throws -> String? {
        for python in [Checkout.file(".build-tools/python/bin/python"), "python3", "/usr/bin/python3"] {
            let folder = TemporaryDirectory()
            let process = try ChildProcess(
                "/usr/bin/env", [python, "-c", "import jinja2"], output: folder.file("log"))
            if try await process.wait() == 0 { return python }
        }
        return nil
    }

    /// What Home Assistant makes of a payload by a template.
    private static func rendered(_ template: String, _ payload: [UInt8]) async throws -> [UInt8] {
        let folder = TemporaryDirectory()
        write(template, to: folder.file("template"))
        try Data(payload).write(to: URL(fileURLWithPath: folder.file("payload")))
        let script = """
            import jinja2, json, sys
            value = json.load(open(sys.argv[2]))
            text = jinja2.Environment().from_string(open(sys.argv[1]).read()).render(value_json=value)
            sys.stdout.buffer.write(json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")).encode())
            """
        let process = try ChildProcess(
            "/usr/bin/env",
            [try #require(try await python()), "-c", script, folder.file("template"), folder.file("payload")],
            output: folder.file("log"))
        #expect(try await process.wait() == 0, "\(process.text)")
        return Array(process.text.utf8)
    }

    /// The templates of an entity, by their names.
    private static func entity(_ object: String) throws -> [String: Any] {
        let discovery = HomeAssistantDiscovery(
            discoveryPrefix: "homeassistant", topicPrefix: "asterisk", name: "Asterisk", version: "1")
        let entity = try #require(discovery.entities.first { $0.topic.hasSuffix("/\(object)/config") })
        return try #require(try JSONSerialization.jsonObject(with: Data(entity.payload)) as? [String: Any])
    }

    private static let parties =
        ["21", "😀", "\u{1}", "\"", "<"].map { String(repeating: $0, count: 200) } + ["21", ""]

    @Test(
        "stay below the 16 KiB that it keeps, at any number of calls and with any names",
        .enabled("needs a Python with jinja2") { try await python() != nil }, arguments: [0, 1, 37, 5_000])
    func calls(_ count: Int) async throws {
        let template = try #require(try Self.entity("calls")["json_attributes_template"] as? String)
        for party in Self.parties {
            var states = CallStates()
            let text = String(
                decoding: try JSONEncoder().encode(["extension": party, "name": party]), as: UTF8.self)
            for number in 0..<count {
                _ = states.note(
                    CallEvent(
                        name: "ringing", callID: "1795524577.\(number)", topic: "", time: .now(), sequence: 1,
                        eventID: "",
                        payload: Array(#"{"event":"ringing","from":\#(text),"to":\#(text)}"#.utf8), importance: 1,
                        qos: nil, retain: false, state: "ringing"))
            }
            let attributes = try await Self.rendered(template, states.overview(at: .now()))
            #expect(attributes.count < Self.most)
            let read = try JSONSerialization.jsonObject(with: Data(attributes)) as? [String: [Any]]
            #expect((read?["calls"]?.count ?? -1) >= min(count, party.count < 200 ? 20 : 5))
        }
    }

    @Test(
        "stay below it when any number of phones rings",
        .enabled("needs a Python with jinja2") { try await python() != nil })
    func phones() async throws {
        let template = try #require(try Self.entity("rang")["value_template"] as? String)
        let phones = (0..<1_000).map { #"{"extension":"\#($0)","name":"\#(String(repeating: "Ü", count: 80))"}"# }
        let payload = #"{"event":"ringing","destinations":[\#(phones.joined(separator: ","))],"call_id":"1.1"}"#
        let attributes = try await Self.rendered(template, Array(payload.utf8))
        #expect(attributes.count < Self.most)
        let read = try JSONSerialization.jsonObject(with: Data(attributes)) as? [String: Any]
        #expect(read?["event_type"] as? String == "rang" && read?["call_id"] as? String == "1.1")
        #expect((read?["destinations"] as? [Any])?.count == 50)
    }
}

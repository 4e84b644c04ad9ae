import TestSupport
import Testing

@testable import Bridge

@Suite("Several PBXs in one configuration")
struct ConfigurationListTests {
    private func bridges(
        _ yaml: String, environment: [String: String] = [:], in directory: TemporaryDirectory = TemporaryDirectory()
    ) throws -> [BridgeConfiguration] {
        let file = try directory.write(yaml, to: "asterisk-mqtt.yaml")
        return try ConfigurationLoader(file: file, environment: environment).load().bridges
    }

    private let two = """
        ami: {username: bridge, secret: of-all, port: 5039}
        mqtt: {topic_prefix: "asterisk/{pbx}"}
        pbx:
          - name: headquarters
            trunks: ["PJSIP/provider-*"]
            ami: {host: 192.0.2.10, tls: {enabled: true}}
          - name: branch
            ami:
              host: 192.0.2.20
              port: 5038
              secret: of-the-branch

        """

    @Test("Each has what it says of itself, and what all have in common where it says nothing")
    func inherits() throws {
        let found = try bridges(two)
        #expect(found.map(\.pbx.name) == ["headquarters", "branch"])
        #expect(found.map(\.ami.host) == ["192.0.2.10", "192.0.2.20"])
        #expect(found.map(\.ami.port) == [5039, 5038])
        #expect(found.map(\.ami.username) == ["bridge", "bridge"])
        #expect(found.map { $0.ami.secret.reveal() } == ["of-all", "of-the-branch"])
        #expect(found.map(\.ami.tls.isEnabled) == [true, false])
        #expect(found.map(\.pbx.trunks) == [["PJSIP/provider-*"], []])
    }

    @Test("Each has topics and a client of its own")
    func names() throws {
        let found = try bridges(two)
        #expect(found.map(\.mqtt.topicPrefix) == ["asterisk/headquarters", "asterisk/branch"])
        #expect(found.map(\.mqtt.clientID) == ["asterisk-mqtt-headquarters", "asterisk-mqtt-branch"])
        #expect(found.map(\.key) == ["headquarters", "branch"])
    }

    @Test("A single PBX has the names it had, unless it is asked for its name")
    func single() throws {
        let found = try bridges(minimal + "pbx: {name: office}\n")
        #expect(found.map(\.mqtt.topicPrefix) == ["asterisk"])
        #expect(found.map(\.mqtt.clientID) == ["asterisk-mqtt"])
        #expect(found.map(\.key) == [""])
        let named = try bridges(minimal + "pbx: {name: office}\nmqtt: {topic_prefix: \"pbx/{pbx}\"}\n")
        #expect(named.map(\.mqtt.topicPrefix) == ["pbx/office"])
    }

    @Test("The environment is for all of them, and what one says of itself beats it")
    func environment() throws {
        let found = try bridges(two, environment: ["ASTERISK_MQTT_AMI_SECRET": "of the environment"])
        #expect(found.map { $0.ami.secret.reveal() } == ["of the environment", "of-the-branch"])
    }

    @Test("systemd's credentials can be for one of them")
    func credentials() throws {
        let directory = TemporaryDirectory()
        try directory.write("credential of one", to: "ami.secret.branch")
        try directory.write("credential of all", to: "ami.secret")
        let found = try bridges(two, environment: ["CREDENTIALS_DIRECTORY": directory.path], in: directory)
        #expect(found.map { $0.ami.secret.reveal() } == ["credential of all", "credential of one"])
    }

    @Test(
        "What is wrong is said with its line, and what to do",
        arguments: [
            (
                "  - trunks: []\n",
                ["DIR/asterisk-mqtt.yaml:5: error: pbx.name: is missing, and a PBX of a list needs one"]
            ),
            (
                "  - name: a\n  - name: a\n",
                [
                    "DIR/asterisk-mqtt.yaml:6: error: pbx.name: is also that of another PBX (DIR/asterisk-mqtt.yaml:5)"
                ]
            ),
            ("  - name: a/b\n", ["DIR/asterisk-mqtt.yaml:5: error: pbx.name: contains \"/\", which neither a level"]),
            ("  - name: ..\n", ["DIR/asterisk-mqtt.yaml:5: error: pbx.name: begins with \".\""]),
            ("  - name: a\n    ami: {prot: 1}\n", ["DIR/asterisk-mqtt.yaml:6: error: ami.prot: is not a name"]),
            (
                "  - name: a\n    ami:\n      port: 70000\n",
                ["DIR/asterisk-mqtt.yaml:7: error: pbx.ami.port: is 70000, which is not from 1 to 65535"]
            ),
            (
                "  - name: a\n    mqtt: {}\n",
                ["DIR/asterisk-mqtt.yaml:6: error: pbx.mqtt: is not a name that is known here"]
            ),
            ("  - office\n", ["DIR/asterisk-mqtt.yaml:5: error: pbx: is a single value where fields are wanted"]),
        ])
    func faults(_ list: String, says expected: [String]) throws {
        let yaml = "ami: {username: b, secret: s}\nmqtt:\n  topic_prefix: \"a/{pbx}\"\npbx:\n" + list
        let found = try Self.errors(yaml)
        for text in expected { #expect(found.contains { $0.hasPrefix(text) }, "\(found)") }
    }

    private static func errors(_ yaml: String, environment: [String: String] = [:]) throws -> [String] {
        try BridgeTests.faults(yaml, environment: environment).filter { $0.contains(": error: ") }
    }

    @Test("Several need topics of their own, and the fault is where the prefix is")
    func prefix() throws {
        let list = "pbx:\n  - name: a\n  - name: b\n"
        var found = try Self.errors(minimal + "mqtt:\n  topic_prefix: site\n" + list)
        #expect(found.count == 1)
        #expect(found[0].hasPrefix("DIR/asterisk-mqtt.yaml:5: error: mqtt.topic_prefix: has no {pbx} in it"))
        #expect(found[0].hasSuffix("write \"site/{pbx}\", so that each has topics of its own"))
        found = try Self.errors(minimal + list)
        #expect(found.count == 1)
        #expect(found[0].contains("write \"asterisk/{pbx}\""))
        // A list of one has no such need yet.
        #expect(try Self.errors(minimal + "pbx:\n  - name: a\n").isEmpty)
    }

    @Test("What one lacks is said of that one, and what all lack is said once")
    func missing() throws {
        let yaml = """
            mqtt: {topic_prefix: "a/{pbx}"}
            pbx:
              - name: a
                ami: {username: u, secret: s}
              - name: b
                ami: {username: u}
            """
        let found = try Self.errors(yaml)
        #expect(found.count == 1)
        #expect(found[0].hasPrefix("DIR/asterisk-mqtt.yaml:5: error: ami.secret: is required, and neither this PBX"))
        let common = try Self.errors(
            "mqtt: {topic_prefix: \"a/{pbx}\", qos: 7}\nami: {username: u, secret: s}\npbx: [{name: a}, {name: b}]\n")
        #expect(common.count == 1)
    }

    @Test("Names and trunks of one PBX have no place beside a list")
    func besides() throws {
        let found = try Self.errors(two, environment: ["ASTERISK_MQTT_PBX_NAME": "x"])
        #expect(found.count == 1)
        #expect(found[0].hasPrefix("$ASTERISK_MQTT_PBX_NAME: error: pbx.name: is given, but DIR/asterisk-mqtt.yaml:"))
    }

    @Test("The secret of one of them in a file that all can read is warned of")
    func readable() throws {
        let found = try BridgeTests.faults(
            two.replacing("secret: of-all, ", with: ""),
            environment: [
                "ASTERISK_MQTT_AMI_SECRET": "x"
            ], mode: 0o644)
        #expect(found.contains { $0.contains(":11: warning: ami.secret: is in a file that every user") }, "\(found)")
    }
}

import Logging
import MQTT
import TestSupport
import Testing

@testable import Bridge

@Suite("Where a value comes from")
struct ConfigurationLoaderTests {
    @Test("The defaults are what the documentation says")
    func defaults() throws {
        let (configuration, warnings) = try load(minimal)
        #expect(warnings.isEmpty)
        #expect(configuration.ami.host == "127.0.0.1")
        #expect(configuration.ami.port == 5038)
        #expect(configuration.ami.username == "bridge")
        #expect(configuration.ami.secret.reveal() == "hunter2-of-the-file")
        #expect(configuration.ami.authentication == .md5)
        #expect(!configuration.ami.tls.isEnabled)
        #expect(configuration.ami.tls.caFile == nil)
        #expect(configuration.ami.tls.verification == .full)
        #expect(configuration.ami.reconnect.minimum == .milliseconds(500))
        #expect(configuration.mqtt.brokers == [BrokerAddress(host: "localhost")])
        #expect(configuration.mqtt.clientID == "asterisk-mqtt")
        #expect(configuration.mqtt.topicPrefix == "asterisk")
        #expect(configuration.mqtt.version == .automatic)
        #expect(configuration.mqtt.qos == 1)
        #expect(configuration.mqtt.username == nil)
        #expect(configuration.mqtt.password == nil)
        #expect(configuration.pbx.name == nil)
        #expect(configuration.pbx.trunks.isEmpty)
        #expect(configuration.calls.silence == .seconds(14400))
        #expect(configuration.log.level == .info)
        #expect(configuration.log.format == .text)
    }

    @Test("Every field of a file arrives in its place")
    func everything() throws {
        let yaml = """
            ami:
              host: "::1"
              port: "5039"
              username: 0123
              secret: no
              auth: plain
              tls: {enabled: yes, ca_file: /dev/null, verify: none}
              ping_interval_seconds: 1.5
              dead_after_seconds: 5
              reconnect: {min_seconds: 1, max_seconds: 2}
            mqtt:
              broker: ["mqtts://[2001:db8::1]", tcp://other:1884]
              client_id: two words
              topic_prefix: site/Telefon für alle
              protocol: 3.1.1
              qos: 2
              message_expiry_seconds: 3600
              username: u
              password: "p: #w"
              keep_alive_seconds: 60
              tls: {ca_file: /dev/null, cert_file: /dev/null, key_file: /dev/null, verify: none}
              max_inflight: 1
              queue_messages: 2
              queue_bytes: 65536
            pbx:
              name: hq
              trunks:
                - PJSIP/provider-*
                - DAHDI/?-1
            calls: {silence_seconds: 60, max_calls: 3, max_channels: 4}
            log: {level: trace, format: json}
            """
        let configuration = try load(yaml).configuration
        var expected = BridgeConfiguration()
        expected.ami.host = "::1"
        expected.ami.port = 5039
        // What YAML would take for an octal number and a boolean are texts here, as they were written.
        expected.ami.username = "0123"
        expected.ami.secret = Secret("no")
        expected.ami.authentication = .plain
        expected.ami.tls = .init(isEnabled: true, caFile: "/dev/null", verification: .none)
        expected.ami.pingInterval = .milliseconds(1500)
        expected.ami.deadAfter = .seconds(5)
        expected.ami.reconnect = .init(minimum: .seconds(1), maximum: .seconds(2))
        expected.mqtt.brokers = [
            BrokerAddress(host: "2001:db8::1", usesTLS: true), BrokerAddress(host: "other", port: 1884),
        ]
        expected.mqtt.clientID = "two words"
        expected.mqtt.topicPrefix = "site/Telefon für alle"
        expected.mqtt.version = .v3_1_1
        expected.mqtt.qos = 2
        expected.mqtt.messageExpiry = .seconds(3600)
        expected.mqtt.username = "u"
        expected.mqtt.password = Secret("p: #w")
        expected.mqtt.keepAlive = .seconds(60)
        expected.mqtt.tls = .init(
            caFile: "/dev/null", certificateFile: "/dev/null", keyFile: "/dev/null", verification: .none)
        expected.mqtt.maximumInFlight = 1
        expected.mqtt.queueMessages = 2
        expected.mqtt.queueBytes = 65536
        expected.pbx.name = "hq"
        expected.pbx.trunks = ["PJSIP/provider-*", "DAHDI/?-1"]
        expected.calls = .init(silence: .seconds(60), maximumCalls: 3, maximumChannels: 4)
        expected.log = .init(level: .trace, format: .json)
        #expect(configuration == expected)
    }

    @Test("Flags beat the environment, which beats the file, which beats the default")
    func precedence() throws {
        let environment = [
            "ASTERISK_MQTT_MQTT_CLIENT_ID": "environment", "ASTERISK_MQTT_MQTT_TOPIC_PREFIX": "environment",
        ]
        let configuration = try load(
            minimal + "mqtt: {client_id: file, topic_prefix: file, username: file}\n", environment: environment,
            flags: ["mqtt.client_id": "flag"]
        ).configuration
        #expect(configuration.mqtt.clientID == "flag")
        #expect(configuration.mqtt.topicPrefix == "environment")
        #expect(configuration.mqtt.username == "file")
        #expect(configuration.mqtt.qos == 1)
    }

    @Test("What a heavier source covers up is not looked at")
    func coveredUp() throws {
        let configuration = try load(minimal + "  port: nonsense\n", flags: ["ami.port": "5039"]).configuration
        #expect(configuration.ami.port == 5039)
    }

    @Test("A variable that is empty, and a key without a value, give nothing")
    func empty() throws {
        let yaml = minimal + "  host:\n  port: ~\nmqtt:\n"
        let configuration = try load(yaml, environment: ["ASTERISK_MQTT_MQTT_BROKER": ""]).configuration
        #expect(configuration.ami.host == "127.0.0.1")
        #expect(configuration.ami.port == 5038)
        #expect(configuration.mqtt.brokers.map(\.host) == ["localhost"])
    }

    @Test("Several values are separated by commas in variables and flags")
    func lists() throws {
        let environment = ["ASTERISK_MQTT_PBX_TRUNKS": "PJSIP/a-*, DAHDI/*,"]
        #expect(try load(minimal, environment: environment).configuration.pbx.trunks == ["PJSIP/a-*", "DAHDI/*"])
        let configuration = try load(minimal, environment: environment, flags: ["pbx.trunks": "SIP/*"]).configuration
        #expect(configuration.pbx.trunks == ["SIP/*"])
    }

    @Test("No file is needed where environment and flags say enough")
    func withoutFile() throws {
        let configuration = try load(
            nil, environment: ["ASTERISK_MQTT_AMI_SECRET": "s"], flags: ["ami.username": "u"]
        ).configuration
        #expect(configuration.ami.username == "u")
        #expect(configuration.ami.secret.reveal() == "s")
    }

    @Test("The file is the one asked for, else the one the environment names")
    func whichFile() {
        let environment = ["ASTERISK_MQTT_CONFIG": "/b"]
        #expect(ConfigurationLoader.file(askedFor: "/a", environment: environment) == "/a")
        #expect(ConfigurationLoader.file(askedFor: nil, environment: environment) == "/b")
    }

    @Test(
        "One that nobody named and that can't be read is passed over, and that is said; one that was named is a fault")
    func unreadable() throws {
        let folder = TemporaryDirectory()
        var loader = ConfigurationLoader(
            file: folder.path, environment: ["ASTERISK_MQTT_AMI_SECRET": "s"], flags: ["ami.username": "u"])
        #expect(throws: ConfigurationFaults.self) { try loader.load() }
        loader.defaultFile = folder.path
        let (bridges, warnings) = try loader.load()
        #expect(bridges[0].ami.username == "u")
        #expect(warnings.map(\.severity) == [.warning])
        #expect(warnings[0].description.contains("can't be read and is passed over: Is a directory"))
    }

    @Test("The process's own environment is read")
    func processEnvironment() {
        #expect(ProcessEnvironment.variables["PATH"]?.isEmpty == false)
    }

    @Test("Who wants but the broker's section needs no other, and is not stopped by what is wrong in one")
    func section() throws {
        let yaml = """
            ami: {secret_file: /nonexistent/secret, port: none, auth: plain, host: pbx.example}
            mqtt: {broker: "tcp://broker.example", username: eve}
            """
        let folder = TemporaryDirectory()
        write(yaml, to: folder.file("a.yaml"))
        let loader = ConfigurationLoader(
            file: folder.file("a.yaml"), environment: ["ASTERISK_MQTT_MQTT_TOPIC_PREFIX": "site"], sections: ["mqtt"])
        let (bridges, warnings) = try loader.load()
        let configuration = bridges[0]
        #expect(warnings.isEmpty)
        #expect(configuration.mqtt.brokers == [BrokerAddress(host: "broker.example")])
        #expect(configuration.mqtt.username == "eve" && configuration.mqtt.topicPrefix == "site")
        #expect(configuration.ami == BridgeConfiguration().ami)
        #expect(configuration.mqttConnection(as: "other").will == nil)
        #expect(throws: ConfigurationFaults.self) {
            try ConfigurationLoader(file: nil, environment: [:], flags: ["mqtt.broker": "x://"], sections: ["mqtt"])
                .load()
        }
    }
}

import TestSupport
import Testing

@testable import Bridge

@Suite("What is legal but should be looked at")
struct ConfigurationWarningTests {
    @Test("A file with a secret that everybody may read is a warning, and the bridge starts")
    func worldReadableFile() throws {
        let found = try faults(minimal, mode: 0o644)
        #expect(
            found == [
                #"DIR/asterisk-mqtt.yaml:3: warning: ami.secret: is in a file that every user of this machine can read; run "chmod o-rwx DIR/asterisk-mqtt.yaml""#
            ])
        #expect(try load(minimal, mode: 0o644).configuration.ami.secret.reveal() == "hunter2-of-the-file")
    }

    @Test("A file without a secret may be read by everybody")
    func worldReadableFileWithoutSecret() throws {
        let yaml = "ami:\n  username: bridge\n"
        #expect(try faults(yaml, environment: ["ASTERISK_MQTT_AMI_SECRET": "s"], mode: 0o644) == [])
    }

    @Test("A secret's file that everybody may read is a warning")
    func worldReadableSecretFile() throws {
        let directory = TemporaryDirectory()
        let secret = try directory.write("s", to: "secret", mode: 0o604)
        let found = try faults("ami:\n  username: bridge\n  secret_file: \(secret)\n", in: directory)
        #expect(
            found == [
                #"DIR/asterisk-mqtt.yaml:3: warning: ami.secret_file: is "DIR/secret", which every user of this machine can read; run "chmod o-rwx DIR/secret""#
            ])
    }

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        var yaml = minimal
        var environment: [String: String] = [:]
        var flags: [String: String] = [:]
        let expected: [String]
    }

    static let cases: [Case] = [
        Case(
            testDescription: "a secret on the command line", flags: ["mqtt.username": "u", "mqtt.password": "hunter2"],
            expected: [
                "--mqtt-password: warning: mqtt.password: is on the command line, where every user of this machine can see it; use --mqtt-password-file or ASTERISK_MQTT_MQTT_PASSWORD"
            ]),
        Case(
            testDescription: "figures for everybody on the network",
            yaml: minimal + "http: {listen: \"0.0.0.0:9464\"}\n",
            expected: [
                "DIR/asterisk-mqtt.yaml:4: warning: http.listen: is 0.0.0.0:9464, where others than this machine can read how many calls there are, and no token is asked for; listen on 127.0.0.1, and have a proxy with TLS in front of it"
            ]),
        Case(
            testDescription: "a token that crosses the network",
            yaml: minimal + "http: {listen: \"[2001:db8::1]:9464\"}\n",
            environment: ["ASTERISK_MQTT_HTTP_TOKEN": "hunter2"],
            expected: [
                "DIR/asterisk-mqtt.yaml:4: warning: http.listen: is [2001:db8::1]:9464, where the token of http.token_file crosses the network in the clear; listen on 127.0.0.1, and have a proxy with TLS in front of it"
            ]),
        Case(
            testDescription: "figures for this machine", yaml: minimal + "http: {listen: \"[::1]:9464\"}\n",
            expected: []),
        Case(
            testDescription: "a password in the clear off loopback",
            yaml: minimal + "mqtt:\n  broker: tcp://broker.example.org\n  username: u\n  password: hunter2\n",
            expected: [
                "DIR/asterisk-mqtt.yaml:7: warning: mqtt.password: crosses the network in the clear, as mqtt.broker is without TLS; use ssl://HOST:8883 in mqtt.broker if the broker has TLS"
            ]),
        Case(
            testDescription: "a plain secret off loopback", flags: ["ami.auth": "plain", "ami.host": "192.0.2.1"],
            expected: [
                "--ami-auth: warning: ami.auth: is plain without TLS, so the secret crosses the network in the clear; choose md5, or set ami.tls.enabled to true"
            ]),
        Case(
            testDescription: "a plain secret on loopback", flags: ["ami.auth": "plain", "ami.host": "::1"], expected: []
        ),
        Case(
            testDescription: "certificates that nobody checks",
            environment: ["ASTERISK_MQTT_AMI_TLS_ENABLED": "true", "ASTERISK_MQTT_AMI_TLS_VERIFY": "none"],
            flags: ["mqtt.broker": "mqtts://localhost", "mqtt.tls.verify": "none"],
            expected: [
                "$ASTERISK_MQTT_AMI_TLS_VERIFY: warning: ami.tls.verify: is none: whoever is in between can read and change what Asterisk says; choose full, and name the authority in ami.tls.ca_file",
                "--mqtt-tls-verify: warning: mqtt.tls.verify: is none: whoever is in between can read and change what is published; choose full, and name the authority in mqtt.tls.ca_file",
            ]),
        Case(
            testDescription: "a variable that an orchestrator puts in",
            environment: ["ASTERISK_MQTT_SERVICE_HOST": "10.0.0.1"],
            expected: ["$ASTERISK_MQTT_SERVICE_HOST: warning: is not a variable that is known; leave it out"]),
        Case(
            testDescription: "the variable that names the file", environment: ["ASTERISK_MQTT_CONFIG": "/etc/x"],
            expected: []),
    ]

    @Test("Is a warning", arguments: cases)
    func warnings(_ warning: Case) throws {
        let result = try faults(warning.yaml, environment: warning.environment, flags: warning.flags)
        #expect(result == warning.expected)
        // All of them load.
        _ = try load(warning.yaml, environment: warning.environment, flags: warning.flags)
    }
}

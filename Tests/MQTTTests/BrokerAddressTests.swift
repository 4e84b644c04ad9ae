import MQTT
import Testing

struct BrokerAddressTests {
    @Test(
        "A broker's URL is read with its default port",
        arguments: [
            ("tcp://localhost:1883", "localhost", 1883, false),
            ("tcp://localhost", "localhost", 1883, false),
            ("mqtt://broker.example.org", "broker.example.org", 1883, false),
            ("mqtts://broker.example.org", "broker.example.org", 8883, true),
            ("ssl://10.0.0.1:443/", "10.0.0.1", 443, true),
            ("MQTTS://[fe80::1%eth0]:8884", "fe80::1%eth0", 8884, true),
            ("tcp://[::1]", "::1", 1883, false),
        ] as [(String, String, UInt16, Bool)])
    func reads(_ text: String, host: String, port: UInt16, usesTLS: Bool) throws {
        let address = try BrokerAddress(parsing: text)
        #expect(address == BrokerAddress(host: host, port: port, usesTLS: usesTLS))
        #expect(try BrokerAddress(parsing: address.description) == address)
    }

    @Test(
        "A URL that is none says what is wrong with it",
        arguments: [
            ("", .empty),
            ("localhost:1883", .missingScheme("localhost:1883")),
            ("http://localhost", .unknownScheme("http")),
            ("tcp://user:secret@localhost", .credentialsInURL),
            ("tcp://:1883", .missingHost("tcp://:1883")),
            ("tcp://[::1", .unclosedBracket("[::1")),
            ("tcp://::1", .forbiddenCharacter(host: "::1")),
            ("tcp://a b", .forbiddenCharacter(host: "a b")),
            ("tcp://localhost:0", .portOutOfRange("0")),
            ("tcp://localhost:65536", .portOutOfRange("65536")),
            ("tcp://localhost:+1", .portOutOfRange("+1")),
            ("tcp://localhost:", .portOutOfRange("")),
            ("tcp://localhost/asterisk", .trailingPath("/asterisk")),
        ] as [(String, BrokerAddressError)])
    func refuses(_ text: String, error: BrokerAddressError) {
        #expect(throws: error) { try BrokerAddress(parsing: text) }
    }

    @Test("A password in a URL is not repeated in the error")
    func keepsSecrets() {
        #expect(!BrokerAddressError.credentialsInURL.description.contains("secret"))
    }
}

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
            ("", .missingScheme),
            ("localhost:1883", .missingScheme),
            ("http://localhost", .unknownScheme),
            ("tcp://user:secret@localhost", .credentials),
            ("tcp://:1883", .missingHost),
            ("tcp://[::1", .unclosedBracket),
            ("tcp://::1", .invalidIPv6Address),
            ("tcp://[secret]", .invalidIPv6Address),
            ("tcp://a b", .invalidHost),
            ("tcp://[::1]1883", .invalidPort),
            ("tcp://localhost:0", .invalidPort),
            ("tcp://localhost:65536", .invalidPort),
            ("tcp://localhost:+1", .invalidPort),
            ("tcp://localhost:", .invalidPort),
            ("tcp://localhost/secret", .path),
        ] as [(String, BrokerAddressError)])
    func refuses(_ text: String, error: BrokerAddressError) {
        #expect(throws: error) { try BrokerAddress(parsing: text) }
    }
}

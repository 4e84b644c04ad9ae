import MQTT
import Testing

struct MQTTConfigurationTests {
    @Test("The defaults have nothing wrong with them")
    func defaults() {
        #expect(MQTTConfiguration().problems().isEmpty)
    }

    @Test("All that is wrong is told at once")
    func allAtOnce() {
        var configuration = MQTTConfiguration()
        configuration.broker.host = ""
        configuration.keepAlive = 4
        configuration.password = "x"
        configuration.inFlightWindow = 65_536
        configuration.queueLimit = 0
        configuration.reconnectDelayMax = .milliseconds(1)
        configuration.tls.keyFile = "key.pem"
        configuration.cleanStart = false
        configuration.clientID = ""
        configuration.protocolVersion = .v311
        configuration.sessionExpiry = 1
        #expect(
            configuration.problems().map(\.field) == [
                "broker", "keepAlive", "password", "clientID", "sessionExpiry", "inFlightWindow", "queueLimit",
                "reconnectDelayMax", "tls",
            ])
        #expect(throws: MQTTRunError.self) { try MQTTClient(configuration: configuration) }
    }
}

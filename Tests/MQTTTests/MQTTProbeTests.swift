import MQTT
import TestSupport
import Testing

@Suite("The probe of the broker", .serialized, .timeLimit(.minutes(5)))
struct MQTTProbeTests {
    @Test("A broker that lets the client in is reported with its version", arguments: MQTTProtocolVersion.allCases)
    func connected(_ version: MQTTProtocolVersion) async throws {
        let broker = try await Mosquitto()
        let result = await MQTTProbe.check(broker.configuration { $0.protocolVersion = version })
        #expect(result.isConnected)
        #expect(result.description.contains("with \(version)"))
    }

    @Test("It does not push out the client that runs")
    func besides() async throws {
        let broker = try await Mosquitto()
        let running = try RunningClient(broker.configuration())
        try await running.connects()
        #expect(await MQTTProbe.check(broker.configuration()).isConnected)
        #expect(running.failures().isEmpty)
        #expect(running.client.session != nil)
    }

    @Test("What stands in the way is reported in words, within the time given")
    func failures() async throws {
        let silent = StubBroker(.acceptsAndIsSilent)
        // Were the time given not kept to, the configuration's would be longer than the test may last.
        let patient = stub(silent) { $0.connectTimeout = .seconds(3600) }
        var words = ""
        // It must do for the connection, which takes longer on a busy machine.
        for seconds in [0.2, 2, 20] where !words.contains("did not answer CONNECT") {
            words = await MQTTProbe.check(patient, timeout: .seconds(seconds)).description
        }
        #expect(words.contains("did not answer CONNECT"))
        let gone = BrokerAddress(host: "127.0.0.1", port: LoopbackPort.free())
        let unreachable = await MQTTProbe.check(MQTTConfiguration(broker: gone))
        #expect(unreachable.description.contains("nothing listens there"))
        let refusing = StubBroker(.connack([0x20, 3, 0, 0x87, 0]))
        #expect(await MQTTProbe.check(stub(refusing)).description.contains("Not authorized"))
        let unusable = await MQTTProbe.check(MQTTConfiguration(keepAlive: 1))
        #expect(unusable.description.contains("keepAlive"))
    }
}

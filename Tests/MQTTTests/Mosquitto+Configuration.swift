import MQTT
import TestSupport

extension Mosquitto {
    /// What a client that is in a hurry is to know of it.
    func configuration(_ change: (inout MQTTConfiguration) -> Void = { _ in }) -> MQTTConfiguration {
        var configuration = MQTTConfiguration(
            broker: BrokerAddress(host: "127.0.0.1", port: port), reconnectDelayMin: .milliseconds(20),
            reconnectDelayMax: .milliseconds(200))
        change(&configuration)
        return configuration
    }
}

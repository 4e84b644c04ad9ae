import CallLogic
import MQTT
import Operations

extension MQTTConfiguration {
    /// Adds a retained message that names the spec, as JSON on `{prefix}/bridge/spec`, beside `bridge/status`.
    ///
    /// - Throws: if the topic is not valid.
    mutating func announce(_ spec: SpecIdentity, below prefix: String) throws(MQTTMessageError) {
        birth.append(
            try MQTTMessage(
                topic: "\(prefix)/bridge/spec",
                text: "{\"name\":\(JSONText.quoted(spec.name)),\"hash\":\(JSONText.quoted(spec.hash))}",
                qos: .atLeastOnce, retain: true))
    }
}

import CMosquitto
import COpenSSL

import Glibc

// What libmosquitto calls back: it keeps what came for the link's owner to take.
extension BrokerLink {
    func setCallbacks(of handle: OpaquePointer) {
        mosquitto_log_callback_set(handle) { _, me, level, text in
            guard let me, let text, UInt32(level) & UInt32(MOSQ_LOG_ERR | MOSQ_LOG_WARNING) != 0 else { return }
            let link = Unmanaged<BrokerLink>.fromOpaque(me).takeUnretainedValue()
            if link.diagnostics.count < 16 { link.diagnostics.append(String(cString: text)) }
        }
        mosquitto_connect_v5_callback_set(handle) { handle, me, code, flags, properties in
            guard let handle, let me else { return }
            Unmanaged<BrokerLink>.fromOpaque(me).takeUnretainedValue()
                .connackCame(handle, code: code, flags: flags, properties: properties)
        }
        mosquitto_publish_v5_callback_set(handle) { _, me, mid, reason, _ in
            guard let me else { return }
            let link = Unmanaged<BrokerLink>.fromOpaque(me).takeUnretainedValue()
            link.packets &+= 1
            link.answers.append((UInt16(truncatingIfNeeded: mid), UInt8(truncatingIfNeeded: reason)))
        }
        mosquitto_message_v5_callback_set(handle) { _, me, message, _ in
            guard let me, let message = message?.pointee, let topic = message.topic else { return }
            let link = Unmanaged<BrokerLink>.fromOpaque(me).takeUnretainedValue()
            link.packets &+= 1
            if message.payloadlen > MQTTConfiguration.largestReceived {
                link.oversized = String(cString: topic)
                return
            }
            let payload = UnsafeRawBufferPointer(start: message.payload, count: Int(message.payloadlen))
            link.received.append(
                MQTTReceivedMessage(
                    topic: String(cString: topic), payload: Array(payload),
                    qos: MQTTQoS(rawValue: UInt8(clamping: message.qos)) ?? .atMostOnce,
                    isRetained: message.retain))
        }
        mosquitto_subscribe_v5_callback_set(handle) { _, me, mid, count, granted, _ in
            guard let me, count > 0, let granted else { return }
            let link = Unmanaged<BrokerLink>.fromOpaque(me).takeUnretainedValue()
            link.packets &+= 1
            guard let filter = link.asked.removeValue(forKey: mid) else { return }
            // What is no failure is the quality of service that was granted.
            let reason = MQTTReasonCode(rawValue: UInt8(truncatingIfNeeded: granted[0]))
            if reason.isFailure { link.refusals.append((filter, reason)) }
        }
        mosquitto_disconnect_v5_callback_set(handle) { _, me, reason, _ in
            guard let me else { return }
            let link = Unmanaged<BrokerLink>.fromOpaque(me).takeUnretainedValue()
            // From 0x80 on it is the broker's reason; below are libmosquitto's own, which its calls return too.
            if link.disconnectReason == nil, reason >= 0x80 {
                link.disconnectReason = MQTTReasonCode(rawValue: UInt8(truncatingIfNeeded: reason))
            }
        }
    }

    private func connackCame(_ handle: OpaquePointer, code: Int32, flags: Int32, properties: OpaquePointer?) {
        let isV5 = configuration.protocolVersion == .v5
        let reason = isV5 ? MQTTReasonCode(rawValue: UInt8(truncatingIfNeeded: code)) : .init(connectReturnCode: code)
        connack = reason
        if code != 0 {
            // A code without a meaning is a refusal all the same.
            if !reason.isFailure { connack = .unspecified }
            return
        }
        var window = UInt16(configuration.inFlightWindow)
        var maximumQoS: UInt8 = 2
        var retain: UInt8 = 1
        var assigned: UnsafeMutablePointer<CChar>?
        if isV5, let properties {
            var receiveMaximum: UInt16 = 0
            if mosquitto_property_read_int16(
                properties, Int32(MQTT_PROP_RECEIVE_MAXIMUM.rawValue), &receiveMaximum, false) != nil,
                receiveMaximum > 0
            {
                window = min(window, receiveMaximum)
            }
            _ = mosquitto_property_read_byte(properties, Int32(MQTT_PROP_MAXIMUM_QOS.rawValue), &maximumQoS, false)
            _ = mosquitto_property_read_byte(properties, Int32(MQTT_PROP_RETAIN_AVAILABLE.rawValue), &retain, false)
            _ = mosquitto_property_read_string(
                properties, Int32(MQTT_PROP_ASSIGNED_CLIENT_IDENTIFIER.rawValue), &assigned, false)
        }
        defer { free(assigned) }
        session = MQTTSession(
            broker: configuration.broker, protocolVersion: configuration.protocolVersion,
            tlsVersion: mosquitto_ssl_get(handle).flatMap { SSL_get_version(OpaquePointer($0)) }.map {
                String(cString: $0)
            },
            sessionPresent: flags & 1 != 0, assignedClientID: assigned.map { String(cString: $0) },
            inFlightWindow: Int(window), maximumQoS: MQTTQoS(rawValue: maximumQoS) ?? .exactlyOnce,
            retainAvailable: retain != 0)
    }
}

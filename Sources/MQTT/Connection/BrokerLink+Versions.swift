extension BrokerLink {
    /// A connection to the broker of `configuration`, by the version of MQTT that it and the broker can both do.
    ///
    /// - Parameter fellBack: called where the broker was connected to by 3.1.1, as it does not take MQTT 5.
    static func connected(
        by configuration: MQTTConfiguration, wakeUp: WakeUp, cleanStart: Bool, isAbandoned: () -> Bool,
        fellBack: () -> Void = {}
    ) throws(MQTTConnectionFailure) -> (BrokerLink, MQTTSession) {
        func attempt(_ version: MQTTProtocolVersion) throws(MQTTConnectionFailure) -> (BrokerLink, MQTTSession) {
            var configuration = configuration
            configuration.protocolVersion = version
            let link = BrokerLink(configuration: configuration, wakeUp: wakeUp)
            let session = try link.connect(
                cleanStart: cleanStart, deadline: .now + configuration.connectTimeout, isAbandoned: isAbandoned)
            return (link, session)
        }
        do {
            return try attempt(configuration.protocolVersion)
        } catch {
            guard configuration.fallsBack, configuration.protocolVersion == .v5 else { throw error }
            switch error.kind {
            case .refused(.unsupportedProtocolVersion): break
            // Brokers from before MQTT 5 may know no better answer to it.
            case .closed, .malformed: break
            default: throw error
            }
            let older: (BrokerLink, MQTTSession)
            do { older = try attempt(.v311) } catch let second {
                // What a broker that closes every connection says of 3.1.1 adds nothing.
                throw second.kind == .closed ? error : second
            }
            fellBack()
            return older
        }
    }
}

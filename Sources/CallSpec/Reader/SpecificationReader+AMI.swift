/// What is heard of AMI.
extension SpecificationReader {
    mutating func ami(_ json: SourceJSON) -> AMIDeclaration {
        var ami = AMIDeclaration()
        for member in members(
            json, "ami",
            keys: ["time", "channel", "bridge", "nothing", "headers", "events", "ask", "roll_call", "variables"],
            required: ["channel", "events"], arePartsOfAll: true)
        {
            switch member.key {
            case "time": ami.time = name(member.value) ?? ami.time
            case "channel":
                for part in members(
                    member.value, "ami.channel", keys: ["id", "name", "call"], required: ["id", "name", "call"])
                {
                    switch part.key {
                    case "id": ami.channelID = name(part.value) ?? ami.channelID
                    case "name": ami.channelName = name(part.value) ?? ami.channelName
                    default: ami.callID = name(part.value) ?? ami.callID
                    }
                }
            case "bridge": ami.bridgeID = name(member.value)
            case "nothing": ami.nothing = strings(member.value, "nothing")
            case "headers":
                for header in members(member.value, "ami.headers") {
                    var declaration = AMIDeclaration.HeaderDeclaration(
                        name: .init(text: header.key, location: header.location))
                    for part in members(
                        header.value, "a header", keys: ["about", "nothing", "values"], required: [])
                    {
                        switch part.key {
                        case "nothing": declaration.nothing = strings(part.value, "nothing")
                        case "values": declaration.values = strings(part.value, "values")
                        default: _ = sentence(part.value)
                        }
                    }
                    ami.headers.append(declaration)
                }
            case "events": ami.events = members(member.value, "ami.events").map { event($0) }
            case "ask":
                let asks = names(member.value, "ask")
                for action in asks where action.text.isEmpty {
                    diagnostics.error(at: action.location, "an AMI action has a name: this one is empty")
                }
                ami.asks = asks.map(\.text)
            case "variables": ami.variables = variables(member.value)
            default: ami.rollCall = rollCall(member.value)
            }
        }
        return ami
    }

    private mutating func variables(_ json: SourceJSON) -> AMIDeclaration.VariablesDeclaration? {
        let keys = ["event", "name", "value", "header"]
        var names: [String: Specification.Name] = [:]
        for member in members(json, "variables", keys: keys, required: keys) { names[member.key] = name(member.value) }
        guard let event = names["event"], let name = names["name"], let value = names["value"],
            let header = names["header"]
        else { return nil }
        return .init(event: event, name: name, value: value, header: header)
    }

    mutating func rollCall(_ json: SourceJSON) -> AMIDeclaration.RollCallDeclaration? {
        let keys = ["action", "item", "complete"]
        var names: [String: Specification.Name] = [:]
        for member in members(json, "roll_call", keys: keys + ["count"], required: keys) {
            names[member.key] = name(member.value)
        }
        guard let action = names["action"], let item = names["item"], let complete = names["complete"] else {
            return nil
        }
        return .init(action: action, item: item, complete: complete, count: names["count"])
    }

    mutating func event(_ member: SourceJSON.Member) -> EventDeclaration {
        let errors = diagnostics.errorCount
        var event = EventDeclaration(
            name: .init(text: member.key, location: member.location),
            amiClass: .init(text: "", location: member.location))
        for part in members(
            member.value, "an AMI event",
            keys: ["about", "class", "prefix", "channel", "bridge", "peer", "peer_device", "headers"],
            required: ["class"])
        {
            switch part.key {
            case "class": event.amiClass = name(part.value) ?? event.amiClass
            case "channel": event.channel = word(part.value, "channel") ?? event.channel
            case "bridge": event.bridge = word(part.value, "bridge")
            case "peer": event.peers = oneOrMore(part.value, "peer")
            case "peer_device": event.peerDevice = name(part.value)
            case "prefix": event.prefix = string(part.value) ?? ""
            case "headers": event.headers = distinct(names(part.value, "headers"))
            default: _ = sentence(part.value)
            }
        }
        doubt(event.name, ifMoreThan: errors)
        return event
    }
}

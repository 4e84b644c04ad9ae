extension ConfigurationType<[EventSwitch]> {
    /// Messages of the spec by their names, each with true or false.
    static var eventSwitches: Self {
        Self(list: "names of events, each with true or false") { (content) throws(ConfigurationComplaint) in
            var switches: [EventSwitch] = []
            func add(_ name: String, _ text: String, line: Int?) throws(ConfigurationComplaint) {
                if switches.contains(where: { $0.name == name }) {
                    throw ConfigurationComplaint("says twice whether \"\(name.prefix(40))\" is published")
                }
                let isOn: Bool
                do throws(ConfigurationComplaint) {
                    isOn = try ConfigurationType<Bool>.boolean.read(.scalar(text))
                } catch {
                    throw ConfigurationComplaint("says of \"\(name.prefix(40))\" what \(error.message)")
                }
                switches.append(EventSwitch(name: name, isOn: isOn, line: line))
            }
            switch content {
            case .mapping(let entries): for entry in entries { try add(entry.key, entry.text, line: entry.line) }
            case .list(let texts):
                for text in texts {
                    guard let equals = text.firstIndex(of: "=") else {
                        throw ConfigurationComplaint("has a text that is not NAME=true or NAME=false")
                    }
                    try add(String(text[..<equals]), String(text[text.index(after: equals)...]), line: nil)
                }
            case .scalar, .other: throw ConfigurationComplaint("is no mapping of names to true or false")
            }
            return switches
        }
    }
}

extension ConfigurationType<[String]> {
    /// The most variables that can be named: each is kept for each call.
    private static var mostVariables: Int { 16 }

    /// Names of channel variables.
    static var variableNames: Self {
        Self(list: "a list of at most \(mostVariables) names") { (content) throws(ConfigurationComplaint) in
            guard case .list(let names) = content else { throw ConfigurationComplaint("is not a list of names") }
            if names.count > mostVariables {
                throw ConfigurationComplaint("has \(names.count) names, which is more than \(mostVariables)")
            }
            for (place, name) in names.enumerated() {
                let isName = name.utf8.allSatisfy {
                    switch $0 {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "("),
                        UInt8(ascii: ")"), UInt8(ascii: "~"):
                        true
                    default: false
                    }
                }
                guard isName, !name.isEmpty, name.utf8.count <= 80 else {
                    throw ConfigurationComplaint(
                        "has \"\(name.filter(\.isASCII).prefix(40))\", which names no variable")
                }
                if names[..<place].contains(name) { throw ConfigurationComplaint("has \"\(name)\" twice") }
            }
            return names
        }
    }
}

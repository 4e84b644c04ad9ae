import MQTT

import Glibc

/// How the text of a field becomes a value: what is allowed, in words and in code.
struct ConfigurationType<Value: Sendable>: Sendable {
    /// What is allowed, as a noun: "an integer from 1 to 65535".
    let summary: String
    /// Whether the value must not be seen.
    var isSecret = false
    /// Whether several values are taken.
    var isList = false
    /// All values that there are, where they are few.
    var choices: [String] = []
    /// Whether it is the path of a file.
    var isPath = false
    /// Makes the value, or says what is wrong. What it says of a secret does not repeat it.
    let read: @Sendable (ConfigurationContent) throws(ConfigurationComplaint) -> Value

    /// A type that reads one text.
    init(
        _ summary: String, isSecret: Bool = false,
        scalar: @escaping @Sendable (String) throws(ConfigurationComplaint) -> Value
    ) {
        self.summary = summary
        self.isSecret = isSecret
        self.read = { (content) throws(ConfigurationComplaint) in
            switch content {
            case .scalar(let text): return try scalar(text)
            case .list: throw ConfigurationComplaint("is a list where one value is wanted: \(summary)")
            case .mapping: throw ConfigurationComplaint("is a mapping where one value is wanted: \(summary)")
            case .other(let kind): throw ConfigurationComplaint("is \(kind) where one value is wanted: \(summary)")
            }
        }
    }

    init(
        list summary: String,
        read: @escaping @Sendable (ConfigurationContent) throws(ConfigurationComplaint) -> Value
    ) {
        self.summary = summary
        self.isList = true
        self.read = read
    }

    /// The same type for a place that may be empty.
    var optional: ConfigurationType<Value?> {
        ConfigurationType<Value?>(self)
    }

    private init<Wrapped>(_ wrapped: ConfigurationType<Wrapped>) where Value == Wrapped? {
        summary = wrapped.summary
        isSecret = wrapped.isSecret
        isList = wrapped.isList
        choices = wrapped.choices
        isPath = wrapped.isPath
        read = { (content) throws(ConfigurationComplaint) in try wrapped.read(content) }
    }
}

extension ConfigurationType<Int> {
    static func integer(_ range: ClosedRange<Int>) -> Self {
        Self("an integer from \(range.lowerBound) to \(range.upperBound)") { (text) throws(ConfigurationComplaint) in
            guard let number = Int(text) else {
                throw ConfigurationComplaint("is \(quoted(text)), which is no integer")
            }
            guard range.contains(number) else {
                throw ConfigurationComplaint(
                    "is \(number), which is not from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
    }
}

extension ConfigurationType<Duration> {
    /// - Parameter areWhole: whether fractions are refused, for what is sent as an integer.
    static func seconds(_ range: ClosedRange<Double>, areWhole: Bool = false) -> Self {
        let bounds = "\(Self.short(range.lowerBound)) to \(Self.short(range.upperBound))"
        return Self("seconds from \(bounds), \(areWhole ? "whole" : "fractions allowed")") {
            (text) throws(ConfigurationComplaint) in
            // Swift would read "nan", "inf" and "0x10" too.
            guard text.allSatisfy({ "0123456789.-".contains($0) }), let seconds = Double(text) else {
                throw ConfigurationComplaint("is \(quoted(text)), which is no number of seconds")
            }
            guard range.contains(seconds) else {
                throw ConfigurationComplaint("is \(text), which is not from \(bounds)")
            }
            guard !areWhole || seconds == seconds.rounded() else {
                throw ConfigurationComplaint("is \(text), and only whole seconds are allowed")
            }
            return .seconds(seconds)
        }
    }

    private static func short(_ number: Double) -> String {
        number == number.rounded() ? "\(Int(number))" : "\(number)"
    }
}

extension ConfigurationType<Bool> {
    static var boolean: Self {
        var type = Self("true or false") { (text) throws(ConfigurationComplaint) in
            switch text.lowercased() {
            case "true", "yes", "on": return true
            case "false", "no", "off": return false
            default: throw ConfigurationComplaint("is \(quoted(text)), which is neither true nor false")
            }
        }
        type.choices = ["true", "false"]
        return type
    }
}

extension ConfigurationType where Value: RawRepresentable<String> & CaseIterable {
    static var choice: Self {
        let names = Value.allCases.map(\.rawValue)
        let summary = names.dropLast().joined(separator: ", ") + " or \(names.last!)"
        var type = Self(summary) { (text) throws(ConfigurationComplaint) in
            guard let value = Value(rawValue: text) else {
                let suggestion = Spelling.nearest(to: text, in: names).map { ": did you mean \"\($0)\"?" } ?? ""
                throw ConfigurationComplaint("is \(quoted(text)), which is not \(summary)\(suggestion)")
            }
            return value
        }
        type.choices = names
        return type
    }
}

extension ConfigurationType<String> {
    /// Some text on one line.
    static func line(_ summary: String, maximumBytes: Int = 255) -> Self {
        Self(summary) { (text) throws(ConfigurationComplaint) in
            guard !text.isEmpty else { throw ConfigurationComplaint("is empty") }
            try refuseControlCharacters(in: text)
            guard text.utf8.count <= maximumBytes else {
                throw ConfigurationComplaint("is \(text.utf8.count) bytes long, which is more than \(maximumBytes)")
            }
            return text
        }
    }

    /// The name of a file; whether it is there is not asked.
    static var path: Self {
        var type = Self.line("the path of a file", maximumBytes: 4096)
        type.isPath = true
        return type
    }

    /// The name of a file that can be read.
    static var readableFile: Self {
        var type = Self("the path of a file that can be read") { (text) throws(ConfigurationComplaint) in
            let path = try Self.path.read(.scalar(text))
            do throws(SystemFile.Failure) {
                try SystemFile.checkReadable(path)
            } catch {
                throw ConfigurationComplaint("is \(quoted(path)), which can't be read: \(error.reason)")
            }
            return path
        }
        type.isPath = true
        return type
    }

    /// A host name (RFC 1123, and the underscores that are met) or an address.
    static var host: Self {
        Self("a host name or an address") { (text) throws(ConfigurationComplaint) in
            guard !text.isEmpty else { throw ConfigurationComplaint("has no host") }
            if text.contains(":") {
                var address = in6_addr()
                // A zone (fe80::1%eth0) is the resolver's to judge.
                let bare = text.prefix { $0 != "%" }
                guard inet_pton(AF_INET6, String(bare), &address) == 1 else {
                    throw ConfigurationComplaint("is neither a host name nor an IPv6 address, but has a colon in it")
                }
                return text
            }
            let isName = text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
            guard isName, text.utf8.count <= 253 else {
                throw ConfigurationComplaint("is neither a host name nor an address")
            }
            return text
        }
    }

    /// A single level of a topic.
    static var topicLevel: Self {
        Self("a name") { (text) throws(ConfigurationComplaint) in
            let name = try Self.line("a name", maximumBytes: 64).read(.scalar(text))
            if let sign = ["#", "+", "/"].first(where: { name.contains($0) }) {
                throw ConfigurationComplaint(
                    "is \(quoted(name)) and contains \"\(sign)\", which has a meaning in topics")
            }
            return name
        }
    }

    /// What a topic may begin with (MQTT 5, 4.7).
    static var topicPrefix: Self {
        Self("the beginning of a topic") { (text) throws(ConfigurationComplaint) in
            guard !text.isEmpty else { throw ConfigurationComplaint("is empty") }
            for wildcard in ["#", "+"] where text.contains(wildcard) {
                throw ConfigurationComplaint(
                    "is \(quoted(text)) and contains \"\(wildcard)\", which is a wildcard for subscribers")
            }
            guard !text.hasPrefix("$") else {
                throw ConfigurationComplaint("is \(quoted(text)) and begins with \"$\", which is the broker's own")
            }
            guard !text.hasPrefix("/"), !text.hasSuffix("/"), !text.contains("//") else {
                throw ConfigurationComplaint("is \(quoted(text)) and has an empty level")
            }
            try refuseControlCharacters(in: text)
            guard text.utf8.count <= 512 else {
                throw ConfigurationComplaint("is \(text.utf8.count) bytes long, which is more than 512")
            }
            return text
        }
    }
}

extension ConfigurationType<Secret> {
    /// A text that Asterisk and a broker can take, and nobody else sees.
    static var secret: Self {
        Self("a text", isSecret: true) { (text) throws(ConfigurationComplaint) in
            guard !text.isEmpty else { throw ConfigurationComplaint("is empty") }
            try refuseControlCharacters(in: text)
            guard text.utf8.count <= 1024 else {
                throw ConfigurationComplaint("is \(text.utf8.count) bytes long, which is more than 1024")
            }
            return Secret(text)
        }
    }
}

extension ConfigurationType<[BrokerAddress]> {
    /// One or more brokers.
    static var brokers: Self {
        Self(list: "tcp://HOST:PORT, mqtt://…, or by TLS ssl://… or mqtts://…, or a list of them") {
            (content) throws(ConfigurationComplaint) in
            let texts: [String]
            switch content {
            case .scalar(let text): texts = [text]
            case .list(let list): texts = list
            case .mapping:
                throw ConfigurationComplaint("is a mapping where an address or a list of them is wanted")
            case .other(let kind):
                throw ConfigurationComplaint("is \(kind) where an address or a list of them is wanted")
            }
            if texts.isEmpty { throw ConfigurationComplaint("has no address in it") }
            var brokers: [BrokerAddress] = []
            for text in texts {
                let broker: BrokerAddress
                do throws(BrokerAddressError) {
                    broker = try BrokerAddress(parsing: text)
                } catch {
                    throw ConfigurationComplaint(error.complaint)
                }
                if brokers.contains(broker) { throw ConfigurationComplaint("has \(broker) twice") }
                brokers.append(broker)
            }
            return brokers
        }
    }
}

extension ConfigurationType<ListenAddress> {
    static var listenAddress: Self {
        Self("ADDRESS:PORT, with an IPv6 address in brackets") { (text) throws(ConfigurationComplaint) in
            guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
                (1...65535).contains(port)
            else { throw ConfigurationComplaint("is \(quoted(text)), which has no port from 1 to 65535 after a colon") }
            var host = text[..<colon]
            if host.hasPrefix("["), host.hasSuffix("]") {
                host = host.dropFirst().dropLast()
            } else if host.contains(":") {
                throw ConfigurationComplaint("is \(quoted(text)), and an IPv6 address has to be in brackets")
            }
            return ListenAddress(host: try ConfigurationType<String>.host.read(.scalar(String(host))), port: port)
        }
    }
}

extension ConfigurationType<[String]> {
    /// Patterns of channel names.
    static var channelPatterns: Self {
        Self(list: "a list of patterns, * for any characters and ? for one") {
            (content) throws(ConfigurationComplaint) in
            guard case .list(let patterns) = content else {
                throw ConfigurationComplaint("is not a list of texts")
            }
            for pattern in patterns {
                try refuseControlCharacters(in: pattern)
                guard pattern.contains("/") else {
                    throw ConfigurationComplaint(
                        "has \(quoted(pattern)), which matches no channel: their names begin with TECHNOLOGY/")
                }
            }
            return patterns
        }
    }
}

/// A line break in a value would be a line of its own in an AMI action, a NUL would end it in C.
private func refuseControlCharacters(in text: String) throws(ConfigurationComplaint) {
    guard let scalar = text.unicodeScalars.first(where: { $0.properties.generalCategory == .control }) else { return }
    throw ConfigurationComplaint("contains the control character U+\(hexadecimal(scalar.value))")
}

private func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}

/// The text as it may be shown: short, and on one line.
private func quoted(_ text: String) -> String {
    let visible = text.unicodeScalars.map { scalar in
        scalar.properties.generalCategory == .control ? "\u{FFFD}" : String(scalar)
    }
    return "\"\(visible.prefix(60).joined())\(visible.count > 60 ? "…" : "")\""
}

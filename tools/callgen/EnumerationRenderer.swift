import CallSpec

/// Writes what a spec declares by name as Swift enumerations.
struct EnumerationRenderer {
    private let program: CallProgram
    private var out = ""

    init(_ program: CallProgram) {
        self.program = program
    }

    /// The enumerations, one after another.
    func render() -> String {
        var renderer = self
        renderer.enumerations()
        return renderer.out
    }

    private mutating func enumerations() {
        let spec = program.specification
        enumeration("CallState", "The states of a call.", spec.states.map { ($0.name.text, $0.about) })
        enumeration("CallTrigger", "What can happen to a call.", spec.triggers.map { ($0.name.text, $0.about) })
        enumeration(
            "CallMessage", "The messages that are published.", spec.messages.map { ($0.name.text, $0.description) },
            body: [
                "    /// The message with a name, such as `hungup`; `nil` if the spec has none.",
                "    public init?(name: String) {",
                "        guard let message = Self.allCases.first(where: { $0.name == name }) else { return nil }",
                "        self = message",
                "    }", "",
                "    /// Its name, as it is published.",
                "    public var name: String { CallTables.calls.messages[Int(rawValue)].name }",
            ])
        enumeration(
            "AMIEventName", "The AMI events that the spec uses.",
            spec.ami.events.map { ($0.name.text, "`\($0.name.text)`, of the class `\($0.amiClass.text)`.") })
        enumeration("AMIHeaderName", "The headers that are read.", program.headers.map { ($0.name, "`\($0.name)`.") })
        for (name, about, slots) in [
            (
                "CallNumber", "The facts of a call that are numbers, flags, times, causes or words.",
                program.callNumbers
            ),
            ("CallText", "The facts of a call that are texts.", program.callTexts),
            (
                "ChannelNumber", "The facts of a channel that are numbers, flags, times, causes or words.",
                program.channelNumbers
            ),
            ("ChannelText", "The facts of a channel that are texts.", program.channelTexts),
        ] {
            enumeration(name, about, slots.map { ($0.name, $0.fact.about) })
        }
    }

    private mutating func enumeration(
        _ name: String, _ about: String, _ cases: [(name: String, about: String)], body: [String] = []
    ) {
        line("/// \(about)")
        line("public enum \(name): UInt8, Sendable, CaseIterable {")
        let names = SwiftName.lowerCamels(cases.map(\.name))
        for (value, item) in cases.enumerated() {
            if !item.about.isEmpty { line("    /// \(SwiftName.comment(item.about))") }
            line("    case \(names[value]) = \(value)")
        }
        if cases.isEmpty { line("    /// There is none.\n    case none = 255") }
        if !body.isEmpty {
            line()
            for text in body { line(text) }
        }
        line("}")
        line()
    }

    private mutating func line(_ text: String = "") {
        out += text + "\n"
    }
}

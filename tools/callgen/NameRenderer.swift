import CallSpec

/// Writes the Swift of what a program's parts are called, for explanations: apart from the tables that calls run by.
struct NameRenderer {
    private let names: BehaviourNames

    init(_ names: BehaviourNames) {
        self.names = names
    }

    /// An extension with one constant.
    func render() -> String {
        var lines = [
            "extension BehaviourNames {",
            "    /// What the parts of ``CallTables/calls`` are called.",
            "    public static let calls = BehaviourNames(",
            "        states: [",
        ]
        for state in names.states {
            lines.append("            State(\(SwiftName.literal(state.name)), \(SwiftName.literal(state.about))),")
        }
        lines += ["        ],", "        triggers: ["]
        for trigger in names.triggers {
            let texts = [trigger.name, trigger.on, trigger.about].map(SwiftName.literal)
            lines.append("            Trigger(\(texts[0]), on: \(texts[1]), \(texts[2])\(when(trigger.conditions))),")
        }
        lines += ["        ],", "        rules: ["]
        for rule in names.rules {
            let about = rule.about.isEmpty ? "" : ", \(SwiftName.literal(rule.about))"
            let actions = rule.actions.map(SwiftName.literal).joined(separator: ", ")
            lines.append("            Rule(line: \(rule.line)\(about)\(when(rule.conditions)), does: [\(actions)]),")
        }
        lines += ["        ])", "}", ""]
        return lines.joined(separator: "\n")
    }

    private func when(_ conditions: [String]) -> String {
        if conditions.isEmpty { return "" }
        return ", when: [\(conditions.map(SwiftName.literal).joined(separator: ", "))]"
    }
}

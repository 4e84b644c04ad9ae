import CallSpec

/// The machine as it is drawn: what leads from state to state, and what is told on the way.
///
/// Triggers that lead the same way and tell the same are one arrow. What neither leads on nor tells anything isn't drawn.
struct StateDiagram {
    /// A state.
    struct State {
        /// Its name.
        var name: String
        /// What it means.
        var about: String
        /// Whether the call is over.
        var isFinal: Bool
    }

    /// An arrow.
    struct Arrow: Hashable {
        /// The states it starts from, in order.
        var from: [Int]
        /// The state it leads to; `nil` where the state stays what it is.
        var to: Int?
        /// The triggers that set it off.
        var triggers: [String]
        /// The messages that are sent, in order.
        var messages: [String]
    }

    /// The states, the first being where a call begins.
    let states: [State]
    /// The arrows: those that lead on first, those to the earliest states before the others; then those that stay.
    let arrows: [Arrow]

    /// What there is to draw of a program.
    init(_ program: CallProgram) {
        let spec = program.specification
        states = spec.states.map { State(name: $0.name.text, about: $0.about, isFinal: $0.isFinal) }
        struct Way: Hashable {
            var from: Int
            var to: Int?
            var messages: [Int]
        }
        var order: [Way] = []
        var triggers: [Way: [Int]] = [:]
        for (cell, rules) in program.table.enumerated() {
            let (from, trigger) = (cell / program.triggers.count, cell % program.triggers.count)
            for rule in rules.map({ program.rules[$0] }) {
                let messages = rule.actions.flatMap { $0.emissions.map(\.message) }
                let to = rule.to == from ? nil : rule.to
                guard to != nil || !messages.isEmpty else { continue }
                let way = Way(from: from, to: to, messages: messages)
                if triggers[way] == nil { order.append(way) }
                if triggers[way]?.contains(trigger) != true { triggers[way, default: []].append(trigger) }
            }
        }
        // That a trigger can also lead the same way without a word is a detail where it mostly tells something.
        func isCovered(_ way: Way, _ trigger: Int) -> Bool {
            way.messages.isEmpty
                && order.contains {
                    $0.from == way.from && $0.to == way.to && !$0.messages.isEmpty && triggers[$0]!.contains(trigger)
                }
        }
        var arrows: [Arrow] = []
        for way in order {
            let set = triggers[way]!.filter { !isCovered(way, $0) }.sorted()
            guard !set.isEmpty else { continue }
            // Several events that lead to the same have one name.
            let names = set.map { spec.triggers[$0].name.text }.reduce(into: [String]()) { names, name in
                if !names.contains(name) { names.append(name) }
            }
            let arrow = Arrow(
                from: [way.from], to: way.to, triggers: names,
                messages: way.messages.map { spec.messages[$0].name.text })
            let same = arrows.firstIndex {
                $0.to == arrow.to && $0.triggers == arrow.triggers && $0.messages == arrow.messages
            }
            if let same { arrows[same].from.append(way.from) } else { arrows.append(arrow) }
        }
        let count = states.count
        self.arrows = arrows.enumerated().sorted {
            let (a, b) = ($0.element, $1.element)
            return (a.to ?? count, a.from[0], $0.offset) < (b.to ?? count, b.from[0], $1.offset)
        }.map(\.element)
    }
}

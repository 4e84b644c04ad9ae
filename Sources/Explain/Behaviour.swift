public import Correlator

/// A behaviour and the names of its parts.
public struct Behaviour: Sendable {
    /// The behaviour.
    public let tables: CallTables
    /// Its names.
    public var names: BehaviourNames
    /// The file of its rules.
    public var file: String
    /// The prefix of topics.
    public var topicPrefix: String
    /// The meaning of its messages and words.
    let legend: Legend

    /// A behaviour with its names; by default the one of this build.
    public init(
        tables: CallTables = .calls, names: BehaviourNames = .calls, file: String = "calls.json",
        topicPrefix: String = "asterisk"
    ) {
        self.tables = tables
        self.names = names
        self.file = file
        self.topicPrefix = topicPrefix
        legend = Legend(tables)
    }

    /// The name of a step.
    func name(of source: StoryStep.Source) -> String {
        switch source {
        case .event(let number): tables.events[number].name
        case .timer(let number): "timer \(tables.timers[number].name)"
        }
    }

    /// A state's name; empty outside of calls.
    func state(_ number: Int) -> String { names.states.indices.contains(number) ? names.states[number].name : "" }
}

public import Correlator

/// A behaviour and what its parts are called.
public struct Behaviour: Sendable {
    /// The behaviour.
    public var tables: CallTables
    /// Its names.
    public var names: BehaviourNames
    /// The file that its rules stand in.
    public var file: String
    /// What topics begin with.
    public var topicPrefix: String

    /// A behaviour with its names; by default the one of this build.
    public init(
        tables: CallTables = .calls, names: BehaviourNames = .calls, file: String = "calls.json",
        topicPrefix: String = "asterisk"
    ) {
        self.tables = tables
        self.names = names
        self.file = file
        self.topicPrefix = topicPrefix
    }

    /// What a step was, in a word or two.
    func name(of source: StoryStep.Source) -> String {
        switch source {
        case .event(let number): tables.events[number].name
        case .timer(let number): "timer \(tables.timers[number].name)"
        }
    }

    /// A state's name; empty for what is outside of any call.
    func state(_ number: Int) -> String { names.states.indices.contains(number) ? names.states[number].name : "" }
}

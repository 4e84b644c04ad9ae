/// What the runtime has to know of a timer.
public struct TimerTable: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// How long it runs, in microseconds.
    public var microseconds: Int64
    /// The triggers that are made of its end, in order.
    public var triggers: [Int]

    /// A timer's table.
    public init(_ name: String, microseconds: Int64, triggers: [Int]) {
        self.name = name
        self.microseconds = microseconds
        self.triggers = triggers
    }
}

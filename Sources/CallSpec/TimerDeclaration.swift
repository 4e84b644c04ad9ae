/// A time that a call can wait for something.
public struct TimerDeclaration: Sendable {
    /// Its name.
    public var name: Specification.Name
    /// What it is for, in a sentence.
    public var about = ""
    /// How long it runs.
    public var milliseconds = 0
}

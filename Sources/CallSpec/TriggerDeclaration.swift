public import CallLogic

/// Something that can happen to a call.
public struct TriggerDeclaration: Sendable {
    /// What happens without an AMI event saying so.
    public typealias Occurrence = CallLogic.Occurrence

    /// Pairs of channels for each of which a trigger is set off.
    public enum Pairing: String, Sendable, CaseIterable {
        /// Those that hear each other from the event on.
        case connected
        /// Those that do not any more.
        case parted
    }

    /// Its name.
    public var name: Specification.Name
    /// What it means, in a sentence.
    public var about = ""
    /// The AMI event or the occurrence it is made of.
    public var on: Specification.Name
    /// The pairs of channels that it is set off for, instead of the event's own channels.
    public var each: Pairing?
    /// Whether others have the same name: it is one of several events that lead to the same.
    public var isOneOfSeveral = false
    /// What must hold.
    public var conditions: [ConditionExpression] = []
}

/// What a correlator has seen and done since it began.
public struct CorrelatorCounters: Sendable, Hashable {
    /// AMI events that matter.
    public var events = 0
    /// Calls that began.
    public var callsBegun = 0
    /// Calls that ended.
    public var callsEnded = 0
    /// Messages that were made, without those that the broker keeps as states.
    public var messages = 0
    /// Events about channels that are not known: they began before anybody listened, over a bound, or in a call that is
    /// over.
    public var unknownChannels = 0
    /// Channels that were passed over since a bound on calls or channels was reached.
    public var overBound = 0
    /// Roll calls whose end said another number of channels than they named, or that never came to an end.
    public var unfinishedRollCalls = 0
    /// Events that lacked the headers every such event has.
    public var malformed = 0
    /// Events whose own time was none, which are dated by their arrival.
    public var undated = 0

    /// Things that were forgotten since there were too many of their kind.
    public var forgottenThings = 0

    /// How often a call broke what the spec claims of every call.
    public var brokenClaims = 0

    /// Nothing seen yet.
    public init() {}
}

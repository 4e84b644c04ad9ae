/// What a program runs on: the calls and channels there are, and what is known of them.
///
/// What happens in which order is written once, in this protocol's extensions: which rule a trigger takes, how channels
/// move, how calls merge and end, what timers set off. The correlator adopts it with all that AMI says; a prover adopts
/// it with the part of it that a claim is about. So what is proved is what runs.
///
/// Calls, channels and timers are places, small numbers from 0. All requirements are `mutating`, also those that change
/// nothing: a large structure is copied for each that is not.
///
/// It is public, behind `@_spi`, so that the compiler makes the correlator's own version of it: what is internal to a
/// package is not specialised in another module, and costs half as many instructions again.
@_spi(Runtime)
public protocol CallRuntime: ~Copyable {
    /// An AMI event that is about channels.
    associatedtype Event
    /// Triggers, in the order in which they are asked.
    associatedtype Triggers: RandomAccessCollection where Triggers.Index == Int
    /// What a state says to a trigger: rules of which the first that holds is taken.
    associatedtype Rules: RandomAccessCollection where Rules.Index == Int
    /// What a rule does, in order.
    associatedtype Steps: RandomAccessCollection where Steps.Index == Int
    /// A fact that is a number.
    associatedtype NumberFact
    /// A fact that is a text.
    associatedtype TextFact
    /// Where a value comes from: sources of which the first that has a value counts.
    associatedtype Sources
    /// A value that is a number, or that there is none.
    associatedtype Number
    /// A value that is a text, or that there is none. Whoever gets one has to write it somewhere.
    associatedtype Text

    // MARK: The program

    /// The triggers of an occurrence.
    mutating func triggers(of occurrence: Occurrence) -> Triggers
    /// The triggers of an AMI event.
    mutating func triggers(of event: Event) -> Triggers
    /// Those that are set off for each pair of channels that the event connects or parts.
    mutating func pairTriggers(of event: Event) -> Triggers
    /// The triggers of the end of a timer.
    mutating func triggers(ofTimer timer: Int) -> Triggers

    /// What the call's state, or with no call the outside, says to a trigger; `nil` where it is not set off, or nothing
    /// comes of it.
    mutating func rules(for trigger: Triggers.Element, _ subjects: Subjects, _ bytes: RawSpan) -> Rules?
    /// Whether a rule's conditions hold.
    mutating func holds(_ rule: Rules.Element, _ subjects: Subjects, _ bytes: RawSpan) -> Bool
    /// Brings the call into the state that the rule leads to; the steps are what is to be done then.
    mutating func take(_ rule: Rules.Element, of trigger: Triggers.Element, call: Int?) -> Steps
    /// Does one step: one of ``setNumber(_:_:onlyIfUnset:_:_:)`` and its like, or what is the runtime's own.
    mutating func perform(_ step: Steps.Element, _ subjects: inout Subjects, _ bytes: RawSpan)

    /// Whether nothing more is to happen; the correlator never stops.
    mutating func isStopped() -> Bool
    /// Whether what comes of the triggers from this place on is known; the correlator never knows.
    mutating func isKnown(from place: Int, of triggers: Triggers, _ subjects: Subjects) -> Bool

    // MARK: Calls and channels

    /// Whether a call is going on.
    mutating func isOpen(_ call: Int) -> Bool
    /// Whether a call is in a final state.
    mutating func isFinal(_ call: Int) -> Bool
    /// Whether the first of two calls began before the second.
    mutating func isOlder(_ call: Int, than other: Int) -> Bool
    /// The call that a channel is in; `nil` where there is no such channel.
    mutating func call(of channel: Int) -> Int?
    /// A call's first channel.
    mutating func firstChannel(of call: Int) -> Int?
    /// The channel of the same call behind this one.
    mutating func channel(after channel: Int) -> Int?
    /// Puts a channel into another call.
    mutating func carry(_ channel: Int, to call: Int)
    /// Forgets a channel.
    mutating func remove(_ channel: Int)
    /// A call is about to end, with its channels still in it.
    mutating func willClose(_ call: Int)
    /// Forgets a call that has no channels any more.
    mutating func remove(call: Int)

    // MARK: Bridges

    /// Looks at the channels in a channel's bridge that may be in different calls: the first of them, and the oldest of
    /// their calls.
    mutating func beginMerging(bridgeOf channel: Int) -> (first: Int, oldest: Int)?
    /// The channel of the bridge behind this one.
    mutating func inBridge(after channel: Int) -> Int?
    /// All channels of the bridge are in one call now.
    mutating func endMerging(bridgeOf channel: Int)

    // MARK: AMI events

    /// What the event does to its channel's place in a bridge.
    mutating func bridgeRole(of event: Event) -> EventTable.BridgeRole
    /// Whether its channel is gone with it.
    mutating func ends(_ event: Event) -> Bool
    /// Gives the channel the name that the event has for it.
    mutating func rename(_ channel: Int, isPeer: Bool, by event: Event, _ bytes: RawSpan)
    /// The call, other than its own, that the event says a channel is in, if that is going on.
    mutating func call(named event: Event, for channel: Int, isPeer: Bool, _ bytes: RawSpan) -> Int?
    /// Puts a channel into the bridge that the event names, or takes it out.
    mutating func moveBetweenBridges(_ channel: Int, by event: Event, _ bytes: RawSpan)
    /// Finds the second channel where the event names it by its device.
    mutating func findPeer(_ subjects: inout Subjects, by event: Event, _ bytes: RawSpan)
    /// Notes which pairs of channels hear each other by way of this one.
    mutating func findPairs(of channel: Int)
    /// Takes the next of the pairs that were noted.
    mutating func nextPair() -> (near: Int, far: Int)?
    /// An event is about to set off its triggers.
    mutating func willFire(on subjects: Subjects, _ bytes: RawSpan)

    // MARK: Facts and timers

    /// Whether anything is to be known of a fact.
    mutating func isKept(_ fact: NumberFact, _ subjects: Subjects) -> Bool
    /// Whether anything is to be known of a fact.
    mutating func isKept(_ fact: TextFact, _ subjects: Subjects) -> Bool
    /// Whether a fact has a value.
    mutating func isSet(_ fact: NumberFact, _ subjects: Subjects) -> Bool
    /// Whether a fact has a value.
    mutating func isSet(_ fact: TextFact, _ subjects: Subjects) -> Bool
    /// The first number that the sources have.
    mutating func number(_ sources: Sources, _ subjects: Subjects, _ bytes: RawSpan) -> Number
    /// The first text that the sources have.
    mutating func takeText(_ sources: Sources, _ subjects: Subjects, _ bytes: RawSpan) -> Text
    /// Makes a number the value of a fact, or nothing where it is out of the fact's bounds.
    mutating func write(_ number: Number, to fact: NumberFact, _ subjects: Subjects)
    /// Makes a text the value of a fact.
    mutating func write(_ text: Text, to fact: TextFact, _ subjects: Subjects)

    /// Lets a timer of a call run, from now on or not any more.
    mutating func setTimer(_ timer: Int, of call: Int, runs: Bool)
    /// A timer of a call is over and is about to set off its triggers.
    mutating func willEnd(timer: Int, of call: Int)
}

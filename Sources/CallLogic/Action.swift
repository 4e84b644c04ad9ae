/// Something that a transition does.
public enum Action: Sendable, Hashable {
    /// Whose fact is changed.
    public enum Owner: Sendable, Hashable {
        /// The call's.
        case call
        /// The channel's that the event is about.
        case channel
        /// The second channel's.
        case peer
        /// That of the thing at hand, of a kind by number.
        case thing(UInt8)
    }

    /// A number becomes what the first source says that says something.
    case setNumber(Owner, Int, [Source], onlyIfUnset: Bool)
    /// A number grows.
    case addNumber(Owner, Int, Source)
    /// A cause is set from a code of Q.850.
    case setCause(Owner, Int, [Source])
    /// A text becomes what the first source says that says something.
    case setText(Owner, Int, [Source], onlyIfUnset: Bool)
    /// A text becomes an extension, and the text behind it the name.
    case setParty(Owner, Int, number: [Source], name: [Source], onlyIfUnset: Bool)
    /// A number is forgotten.
    case clearNumber(Owner, Int)
    /// A text is forgotten.
    case clearText(Owner, Int)
    /// All channels in the same bridge belong to the oldest of their calls from now on.
    case mergeBridge
    /// All channels of the channel's call and the second channel's belong to the older of the two from now on.
    case mergePeer
    /// A timer of the call runs from now on; one that runs already begins anew.
    case startTimer(Int)
    /// A timer of the call runs no more.
    case stopTimer(Int)
    /// A timer of the thing at hand runs from now on: one of its kind's, by number.
    case startThingTimer(Int, Int)
    /// A timer of the thing at hand runs no more.
    case stopThingTimer(Int, Int)
    /// All that is known of the thing at hand is forgotten, and its parts are.
    case clearThing(Int)
    /// The thing at hand is no more, nor are its parts, and the broker is to keep nothing of them.
    case forgetThing(Int)
    /// At most so many things of a kind stay, of those in the same whole; the oldest are no more.
    case keepThings(Int, Source)
    /// What the call is doing once the next message is sent, instead of what that message says of it.
    case say(String)
    /// A message is sent, dated by the source.
    case emit(Int, at: Source)
    /// The same, but only if the payload differs from the last one on that topic in more than the time.
    case emitChanged(Int, at: Source)
    /// A message is sent for each line of a text, dated by the source.
    case emitForEach(Int, line: Source, at: Source)
    /// A text gets what the first source says that says something as a line of its own, unless it has that line.
    case appendText(Owner, Int, [Source])
    /// Others are done for each channel of the call for which all conditions hold, as if the event were about it alone.
    case eachChannel(where: [Condition], [Action])
}

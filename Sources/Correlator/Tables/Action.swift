/// Something that a transition does.
public enum Action: Sendable {
    /// Whose fact is changed.
    public enum Owner: UInt8, Sendable {
        /// The call's.
        case call
        /// The channel's that the event is about.
        case channel
        /// The second channel's.
        case peer
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
    case uniteBridge
    /// All channels of the channel's call and the second channel's belong to the older of the two from now on.
    case unitePeer
    /// A timer of the call runs from now on; one that runs already begins anew.
    case startTimer(Int)
    /// A timer of the call runs no more.
    case stopTimer(Int)
    /// A message is sent, dated by the source.
    case emit(Int, at: Source)
}

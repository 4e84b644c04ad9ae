@_spi(Runtime) import CallLogic

/// An `Action` in the machine.
enum Step {
    case setNumber(NumberFact, Slice, onlyIfUnset: Bool)
    /// A number grows, if it stays in its bounds.
    case addNumber(NumberFact, Operand)
    case setCause(NumberFact, Slice)
    case setText(TextFact, Slice, onlyIfUnset: Bool)
    case setParty(Action.Owner, Int32, number: Slice, name: Slice, onlyIfUnset: Bool)
    case clearNumber(NumberFact)
    case clearText(TextFact)
    case mergeBridge
    case mergePeer
    case startTimer(Int32)
    case stopTimer(Int32)
    /// A timer of things, among those of all kinds.
    case startThingTimer(Int32)
    case stopThingTimer(Int32)
    /// What is done to the thing of a kind that is at hand.
    case clearThing(Int32)
    case forgetThing(Int32)
    /// Of a kind at most so many stay, in the whole that is at hand.
    case keepThings(Int32, Operand)
    /// What the call is doing once the next message is sent, among the machine's sayings.
    case say(Int32)
    case emit(Int32, at: Operand)
    /// The same, if more than the timestamp differs from the last one.
    case emitChanged(Int32, at: Operand)
    /// The same for each line of a text.
    case emitForEach(Int32, line: Operand, at: Operand)
    /// A text gets another line, unless it has that one.
    case appendText(TextFact, Slice)
    /// Steps, for each channel for which the tests hold.
    case eachChannel(tests: Slice, steps: Slice)
}

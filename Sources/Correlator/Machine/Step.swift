/// An ``Action`` in the machine.
enum Step {
    /// A number becomes what the first operand says that says something, and nothing where that is out of its bounds;
    /// -1 where it has none.
    case setNumber(Action.Owner, FactPlace, Slice, bounds: Int32, onlyIfUnset: Bool)
    case addNumber(Action.Owner, FactPlace, Operand)
    case setCause(Action.Owner, FactPlace, Slice)
    case setText(Action.Owner, Int32, Slice, onlyIfUnset: Bool)
    case setParty(Action.Owner, Int32, number: Slice, name: Slice, onlyIfUnset: Bool)
    case clearNumber(Action.Owner, FactPlace)
    case clearText(Action.Owner, Int32)
    case uniteBridge
    case unitePeer
    case startTimer(Int32)
    case stopTimer(Int32)
    case emit(Int32, at: Operand)
}

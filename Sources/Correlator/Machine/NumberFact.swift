@_spi(Runtime) import CallLogic

/// A fact that is a number, of the call, the channel or the second channel at hand.
@_spi(Runtime)
public struct NumberFact: Sendable {
    let owner: Action.Owner
    let place: FactPlace
    /// What it can be set to, among the machine's bounds; -1 for any number.
    let bounds: Int32
}

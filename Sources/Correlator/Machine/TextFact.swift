@_spi(Runtime) import CallLogic

/// A fact that is a text, of the call, the channel or the second channel at hand.
@_spi(Runtime)
public struct TextFact: Sendable {
    let owner: Action.Owner
    let place: Int32
}

@_spi(Runtime) import CallLogic

/// A ``Source`` in the machine: the same, but all that it takes is in the value itself.
enum Operand {
    /// A header, by its number.
    case header(Int32)
    /// The endpoint in a device or channel that a header names.
    case headerEndpoint(Int32)
    /// The user that a dial string in a header is for.
    case headerUser(Int32)
    /// The moment that lies as long back as a header says.
    case headerAgo(Int32)
    case callNumber(FactPlace)
    case channelNumber(FactPlace)
    case peerNumber(FactPlace)
    /// A text, by its place in the tables.
    case callText(Int32)
    case channelText(Int32)
    case peerText(Int32)
    /// The same of the call that the second channel belongs to.
    case otherNumber(FactPlace)
    case otherText(Int32)
    /// The same of the thing of a kind that is at hand.
    case thingNumber(Int8, FactPlace)
    case thingText(Int8, Int32)
    case thingKey(Int8)
    case thingEndpoint(Int8)
    /// How many there are, among the machine's counted things.
    case count(Int32)
    /// The least of a number of things of a kind.
    case least(Int8, FactPlace)
    /// One text made of several, among the machine's operands.
    case joined(Slice)
    case known(Source.Known)
    case number(Int64)
    /// A text as it stands, by its handle in the store.
    case text(UInt32)
    /// What another says where tests hold, among the machine's guarded operands.
    case guarded(Int32)

    /// Whether there is no number in it.
    var isText: Bool {
        switch self {
        case .callText, .channelText, .peerText, .otherText, .text, .headerEndpoint, .headerUser, .thingText, .thingKey,
            .thingEndpoint,
            .joined:
            true
        case .known(let known):
            switch known {
            case .now, .callBeganAt, .callChannels, .callMessages: false
            default: true
            }
        default: false
        }
    }
}

/// A ``Source`` in the machine: the same, but all that it takes is in the value itself.
enum Operand {
    /// A header, by its number.
    case header(Int32)
    /// The endpoint in a device or channel that a header names.
    case headerEndpoint(Int32)
    /// The moment that lies as long back as a header says.
    case headerAgo(Int32)
    case callNumber(FactPlace)
    case channelNumber(FactPlace)
    case peerNumber(FactPlace)
    /// A text, by its place in the tables.
    case callText(Int32)
    case channelText(Int32)
    case peerText(Int32)
    case known(Source.Known)
    case number(Int64)
    /// A text as it stands, by its handle in the store.
    case text(UInt32)

    /// Whether there is no number in it.
    var isText: Bool {
        switch self {
        case .callText, .channelText, .peerText, .text, .headerEndpoint: true
        case .known(let known):
            switch known {
            case .now, .callBeganAt, .callChannels, .callMessages: false
            default: true
            }
        default: false
        }
    }
}

/// A place where a fact, or a part of one, is kept in the model.
struct ModelSlot: Hashable, Sendable {
    /// Whether it is a channel's; a call's otherwise.
    var isChannel: Bool
    /// Whether it is a text; a number otherwise.
    var isText: Bool
    /// Its place among those of the program.
    var place: Int

    /// The place that a source reads, where it reads one.
    init?(_ source: CallProgram.Source) {
        switch source {
        case .callNumber(let place): self.init(isChannel: false, isText: false, place: place)
        case .callText(let place): self.init(isChannel: false, isText: true, place: place)
        case .channelNumber(let place), .peerNumber(let place):
            self.init(isChannel: true, isText: false, place: place)
        case .channelText(let place), .peerText(let place): self.init(isChannel: true, isText: true, place: place)
        default: return nil
        }
    }

    init(isChannel: Bool, isText: Bool, place: Int) {
        self.isChannel = isChannel
        self.isText = isText
        self.place = place
    }
}

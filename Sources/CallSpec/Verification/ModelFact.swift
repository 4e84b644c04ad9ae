/// A fact of the call, the channel or the second channel at hand.
struct ModelFact {
    var owner: CallProgram.Action.Owner
    var isText: Bool
    var place: Int

    /// Where the model keeps it; things have no facts in a model.
    var slot: ModelSlot { ModelSlot(isChannel: owner != .call, isText: isText, place: place) }
}

extension CallProgram.Action.Owner {
    /// Whether a model keeps facts of such an owner: those of things can be anything.
    var isKept: Bool { if case .thing = self { false } else { true } }
}

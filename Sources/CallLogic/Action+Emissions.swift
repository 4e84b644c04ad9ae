extension Action {
    /// The messages that it sends, with what they are dated.
    package var emissions: [(message: Int, date: Source)] {
        switch self {
        case .emit(let message, let date), .emitChanged(let message, let date), .emitForEach(let message, _, let date):
            [(message, date)]
        case .eachChannel(_, let actions): actions.flatMap(\.emissions)
        case .setNumber, .addNumber, .setCause, .setText, .setParty, .clearNumber, .clearText, .mergeBridge, .mergePeer,
            .startTimer, .stopTimer, .startThingTimer, .stopThingTimer, .clearThing, .forgetThing, .keepThings, .say,
            .appendText:
            []
        }
    }
}

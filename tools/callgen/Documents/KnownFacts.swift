import CallSpec

/// The facts of a call that are sure to say something at one point of its way.
struct KnownFacts: Equatable {
    private var numbers: Set<Int>
    private var texts: Set<Int>
    /// What is known of every call.
    private let always: Set<Int>

    /// What is known of a call that has just begun.
    init(atStartOf program: CallProgram) {
        numbers = Set(program.callNumbers.indices.filter { program.startsAtZero(program.callNumbers[$0]) })
        texts = []
        always = numbers
    }

    /// What is known on both ways.
    func intersection(_ other: KnownFacts) -> KnownFacts {
        var both = self
        both.numbers.formIntersection(other.numbers)
        both.texts.formIntersection(other.texts)
        return both
    }

    /// Whether one of the sources is sure to say something.
    func says(_ sources: [CallProgram.Source]) -> Bool { sources.contains(where: says) }

    /// Whether the source is sure to say something.
    func says(_ source: CallProgram.Source) -> Bool {
        switch source {
        case .callNumber(let slot): numbers.contains(slot)
        case .callText(let slot): texts.contains(slot)
        case .number: true
        case .text(let text): !text.isEmpty
        case .known(let known):
            switch known {
            case .now, .callID, .callBeganAt, .callChannels, .callMessages, .callState: true
            case .line: true
            case .mergedInto, .channelID, .channelName, .channelEndpoint, .channelDevice, .peerID, .peerName,
                .peerEndpoint, .peerDevice, .otherID:
                false
            }
        case .headerAgo: true
        case .header, .headerEndpoint, .headerUser, .channelNumber, .channelText, .peerNumber, .peerText, .otherNumber,
            .otherText, .guarded, .thingNumber, .thingText, .least, .joined:
            false
        case .thingKey, .thingEndpoint, .count: true
        }
    }

    /// Takes in that conditions hold.
    mutating func learn(_ conditions: [CallProgram.Condition]) {
        for condition in conditions where !condition.isNegated {
            switch condition.test {
            // Two that say nothing are the same, too.
            case .sameText, .sameNumber: continue
            // Which of them holds is not known.
            case .any: continue
            case .vocabulary, .isSet, .number, .texts, .atLeast, .matches, .digits: break
            }
            switch condition.source {
            case .callNumber(let slot): numbers.insert(slot)
            case .callText(let slot): texts.insert(slot)
            default: break
            }
        }
    }

    /// Takes in what an action does.
    mutating func apply(_ action: CallProgram.Action) {
        switch action {
        case .setNumber(.call, let slot, let sources, let onlyIfUnset):
            assign(says(sources), onlyIfUnset, slot, in: \.numbers)
        case .setCause(.call, let slot, _): numbers.insert(slot)
        case .addNumber(.call, let slot, _): numbers.insert(slot)
        case .setText(.call, let slot, let sources, let onlyIfUnset):
            assign(says(sources), onlyIfUnset, slot, in: \.texts)
        case .setParty(.call, let slot, let number, let name, let onlyIfUnset):
            // The name goes with the extension: where that is kept, so is the name.
            let keepsName = onlyIfUnset && texts.contains(slot)
            assign(says(number), onlyIfUnset, slot, in: \.texts)
            if !keepsName { assign(says(name), onlyIfUnset, slot + 1, in: \.texts) }
        case .clearNumber(.call, let slot): numbers.remove(slot)
        case .clearText(.call, let slot): texts.remove(slot)
        case .mergeBridge, .mergePeer:
            // It can be another call that goes on from here.
            numbers = always
            texts = []
        case .eachChannel(_, let actions): for action in actions { apply(action) }
        case .setNumber, .setCause, .addNumber, .setText, .setParty, .clearNumber, .clearText, .startTimer, .stopTimer,
            .startThingTimer, .stopThingTimer, .clearThing, .forgetThing, .keepThings, .say, .emit, .emitChanged,
            .emitForEach, .appendText:
            break
        }
    }

    private mutating func assign(
        _ says: Bool, _ onlyIfUnset: Bool, _ slot: Int, in facts: WritableKeyPath<KnownFacts, Set<Int>>
    ) {
        if says {
            self[keyPath: facts].insert(slot)
        } else if !onlyIfUnset {
            self[keyPath: facts].remove(slot)
        }
    }
}

import AMI
import CallSpec
import Correlator

/// What the runtime tells of a story that the model tells.
struct StoryReplay {
    /// The messages, each with its call's id, in order.
    let told: [(name: String, call: String)]
    /// The ids of the calls that go on in the end.
    let open: [String]
    /// How many calls ended.
    let ended: Int

    init(_ story: Story, _ program: CallProgram) {
        var correlator = Correlator(tables: program.tables)
        var decoder = AMIDecoder()
        let bytes = Array(story.capture.utf8)
        decoder.decode(bytes.span.bytes, into: &correlator)
        let messages = program.specification.messages
        told = correlator.takeEvents().filter { event in
            messages.contains { $0.name.text == event.name && $0.isAboutCall }
        }.map { ($0.name, $0.callID) }
        ended = correlator.counters.callsEnded
        open = correlator.openCallIDs
    }

    /// Whether the runtime told what the story says up to the fault, in the same order, of the messages that the claim
    /// is about: a story tells of no others.
    func bearsOut(_ story: Story, _ claim: CallProgram.Invariant.Claim, _ program: CallProgram) -> Bool {
        func name(_ message: Int) -> String { program.specification.messages[message].name.text }
        let names: [String]? =
            switch claim {
            case .atMostOnce(let message): [name(message)]
            case .onlyAfter(let message, let other): [name(message), name(other)]
            case .preceded(let message, let others), .neverAfter(let message, let others),
                .followedBy(let message, let others):
                [name(message)] + others.map(name)
            case .always(let requirements):
                requirements.contains { $0.message == nil } ? nil : requirements.compactMap { $0.message.map(name) }
            case .isFinal: []
            case .endsWith: nil
            }
        func isAbout(_ message: (name: String, call: String)) -> Bool { names?.contains(message.name) ?? true }
        let (said, heard) = (story.steps.flatMap(\.messages).filter(isAbout), told.filter(isAbout))
        return said.count <= heard.count && zip(said, heard).allSatisfy { $0 == $1 }
    }

    /// Whether a claim is broken by what the runtime told; `nil` for one that messages alone don't decide.
    func breaks(_ claim: CallProgram.Invariant.Claim, _ program: CallProgram) -> Bool? {
        func name(_ message: Int) -> String { program.specification.messages[message].name.text }
        let calls = Dictionary(grouping: told, by: \.call).mapValues { $0.map(\.name) }
        switch claim {
        case .atMostOnce(let message): return calls.values.contains { $0.count { $0 == name(message) } > 1 }
        case .onlyAfter(let message, let other):
            return calls.values.contains { sent in
                guard let place = sent.firstIndex(of: name(message)) else { return false }
                return !sent[..<place].contains(name(other)) || sent.count { $0 == name(message) } > 1
            }
        case .preceded(let message, let others):
            return calls.values.contains { sent in
                guard let place = sent.firstIndex(of: name(message)) else { return false }
                return !sent[..<place].contains { others.map(name).contains($0) }
            }
        case .endsWith(let message):
            if calls.values.count(where: { $0.contains(name(message)) }) < ended { return true }
            return calls.contains { call, sent in
                guard let place = sent.firstIndex(of: name(message)) else { return !open.contains(call) }
                return place < sent.count - 1
            }
        case .neverAfter(let message, let others):
            return calls.values.contains { sent in
                guard let place = sent.firstIndex(where: { others.map(name).contains($0) }) else { return false }
                return sent[(place + 1)...].contains(name(message))
            }
        case .followedBy(let message, let others):
            return calls.contains { call, sent in
                guard !open.contains(call), let place = sent.lastIndex(of: name(message)) else { return false }
                return !sent[(place + 1)...].contains { others.map(name).contains($0) }
            }
        case .always, .isFinal: return nil
        }
    }
}

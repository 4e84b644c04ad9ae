@_spi(Runtime) import CallLogic

// What is claimed, held against what the program does.
extension Model {
    /// A channel is gone.
    func checkEnd(ofChannel channel: Int) {
        guard let said = layout.channelSaid, let call = call(of: channel), isWatched(call), violation == nil
        else { return }
        let count = Int(cells[layout.row(channel: channel) + said])
        let claim = slice.invariant.claim
        if claim.isBrokenAtEnd(said: count, isFinal: true, isExcepted: { isExcepted(Subjects(call: call)) }) {
            violation = whyAtEnd(claim, state: 0)
        }
    }

    /// A call is about to end.
    func checkEnd(of call: Int) {
        guard isWatched(call), layout.channelSaid == nil else { return }
        let row = layout.row(call: call)
        let isFinal = finalStates[Int(cells[row + CallCell.state])]
        let claim = slice.invariant.claim
        let said = Int(cells[row + CallCell.said])
        if claim.isBrokenAtEnd(said: said, isFinal: isFinal, isExcepted: { isExcepted(Subjects(call: call)) }) {
            violation = whyAtEnd(claim, state: Int(cells[row + CallCell.state]))
        }
    }

    private func whyAtEnd(_ claim: Claim, state: Int) -> String {
        switch claim {
        case .endsWith(let message): "the call ends without '\(messageName(message))'"
        case .followedBy(let message, let others):
            "the call ends without \(anyName(others)) after '\(messageName(message))'"
        default: "the call's last channel is gone, and it is in the state '\(name(state))' for ever"
        }
    }

    private func why(_ claim: Claim, _ message: Int) -> String {
        let sent = "'\(messageName(message))' is sent"
        switch claim {
        case .atMostOnce: return "\(sent) twice"
        case .onlyAfter(_, let other): return "\(sent) without a '\(messageName(other))' before it"
        case .preceded(_, let others): return "\(sent) without \(anyName(others)) before it"
        case .neverAfter(_, let others): return "\(sent) after \(anyName(others))"
        case .endsWith(let last): return "\(sent) after '\(messageName(last))'"
        case .always, .followedBy, .isFinal: return "\(sent) where what it claims does not hold"
        }
    }

    private func anyName(_ messages: [Int]) -> String {
        messages.map { "'\(messageName($0))'" }.joined(separator: " or ")
    }

    private func name(_ state: Int) -> String { program.specification.states[state].name.text }

    private func messageName(_ message: Int) -> String { program.specification.messages[message].name.text }

    private func isExcepted(_ subjects: Subjects) -> Bool {
        slice.invariant.exceptions.contains { holds($0, Subjects(call: subjects.ownCall)) }
    }

    /// A message is sent.
    func emit(_ message: Int, _ subjects: Subjects) {
        let row = layout.row(call: subjects.ownCall)
        var said = row + CallCell.said
        if let cell = layout.channelSaid {
            // What is about no channel is claimed of none.
            guard let channel = subjects.channel else { return }
            said = layout.row(channel: channel) + cell
        }
        // A channel takes along to another call what was said of it.
        let isWatched = isWatched(subjects.ownCall)
        trace?.told.append("'\(messageName(message))' is sent")
        if let trace { trace.messages.append((message, trace.calls[subjects.ownCall])) }
        if answer != nil { told.append((message, subjects.ownCall)) }
        defer { saying = nil }
        guard isWatched || layout.channelSaid != nil else { return }
        // What the call does not count is as if it had said nothing.
        let isCounted = !program.specification.messages[message].isAside
        if slice.tracking.messages, isCounted { cells[row + CallCell.spoke] = 1 }
        if slice.tracking.words, let word = saying ?? slice.wordOfMessage[message] {
            cells[row + CallCell.word] = ModelCell(word) + 1
        }
        let claim = slice.invariant.claim
        var sent = Int(cells[said])
        let most = if case .onlyAfter = claim { slice.tracking.count } else { Int.max }
        let isBroken = claim.isBroken(
            by: message, isAboutCall: program.specification.messages[message].isAboutCall, isAside: !isCounted,
            said: &sent,
            isExcepted: { isExcepted(subjects) },
            holds: { place in
                guard case .always(let requirements) = claim else { return true }
                return requirements[place].alternatives.contains { holds($0, Subjects(call: subjects.ownCall)) }
            },
            spend: { sent in
                // As many as are counted can be more.
                if sent == most {
                    miss { $0.count = min(Tracking.greatestCount, $0.count * 2 + 1) }
                    if !chooser.flip() { return }
                }
                sent -= 1
            })
        cells[said] = ModelCell(min(sent, most))
        if isBroken, isWatched { violation = why(claim, message) }
    }

    /// Notes what is not known for want of being kept track of.
    func miss(_ add: (inout Tracking) -> Void) {
        guard let trace else { return }
        var wanted = slice.tracking
        add(&wanted)
        if wanted == slice.tracking { trace.isLoose = true } else { missing.append(wanted) }
    }

    /// The same of something that is read.
    func miss(_ source: CallProgram.Source, _ subjects: Subjects) {
        let isOfCall =
            ModelSlot(source).map { !$0.isChannel }
            ?? [.known(.mergedInto), .known(.callMessages), .known(.callState)].contains(source)
        miss { if isOfCall, !isWatched(subjects.ownCall) { $0.allCalls = true } else { $0.insert(source) } }
    }
}

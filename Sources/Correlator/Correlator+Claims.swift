import AMI
@_spi(Runtime) import CallLogic

// What a spec claims of every call is looked at while calls go on, where the tables say what that is.
extension Correlator {
    /// The claims that were broken, each with the id of the call that broke it; the first hundred.
    public var brokenClaims: [(claim: String, call: String)] { claims?.broken ?? [] }

    /// A call sent a message; `state` is its retained state from now on.
    mutating func checkClaims(_ message: Int, of subjects: Subjects, state: String?) {
        guard let call = subjects.call, !tables.messages[message].isRepeat else { return }
        if let state {
            let bytes = Array(state.utf8)
            texts.release(claims!.words[call])
            claims!.setWord(texts.insert(bytes.span.bytes), of: call)
        }
        guard claims!.isWatched(call) else { return }
        for number in claims!.claims.indices {
            let watched = claims!.claims[number]
            // What says nothing of a channel counts for no channel.
            if watched.isOfChannel, subjects.channel == nil { continue }
            let channel = watched.isOfChannel ? subjects.channel : nil
            var said = channel.map { claims!.said(channel: $0, number) } ?? claims![call, number]
            let isBroken = watched.claim.isBroken(
                by: message, isAboutCall: tables.messages[message].isAboutCall,
                isAside: tables.messages[message].isAside, said: &said,
                isExcepted: { holdsAny(watched.exceptions, call) }, holds: { holdsAny(watched.alternatives[$0], call) })
            if let channel { claims!.note(said, channel: channel, number) } else { claims![call, number] = said }
            if isBroken { noteBroken(number, call) }
        }
    }

    /// A call is over, and what is known of it is still there.
    mutating func checkClaims(atEndOf call: Int) {
        if claims!.isWatched(call) {
            let isFinal = isFinal(call)
            for number in claims!.claims.indices where !claims!.claims[number].isOfChannel {
                let watched = claims!.claims[number]
                let isBroken = watched.claim.isBrokenAtEnd(said: claims![call, number], isFinal: isFinal) {
                    holdsAny(watched.exceptions, call)
                }
                if isBroken { noteBroken(number, call) }
            }
        }
        texts.release(claims!.words[call])
        claims!.setWord(TextStore.empty, of: call)
    }

    /// A channel is gone, and what is known of it and its call is still there.
    mutating func checkClaims(atEndOfChannel channel: Int) {
        let call = Int(channels[channel].call)
        for number in claims!.claims.indices where claims!.claims[number].isOfChannel {
            let watched = claims!.claims[number]
            let said = claims!.said(channel: channel, number)
            claims!.note(0, channel: channel, number)
            guard claims!.isWatched(call) else { continue }
            let isBroken = watched.claim.isBrokenAtEnd(said: said, isFinal: true) { holdsAny(watched.exceptions, call) }
            if isBroken { noteBroken(number, call) }
        }
    }

    /// A channel moves to another call.
    mutating func carryClaims(from old: Int, to call: Int) {
        guard claims!.isWatched(old) else { return claims!.forgive(call) }
        guard claims!.isWatched(call) else { return }
        for number in claims!.claims.indices where !claims!.claims[number].isOfChannel {
            claims![call, number] += claims!.claims[number].claim.carried(claims![old, number])
        }
    }

    private mutating func noteBroken(_ claim: Int, _ call: Int) {
        counters.brokenClaims += 1
        claims!.note(claim, brokenBy: text(of: callIDs.id(call)))
    }

    private mutating func holdsAny(_ alternatives: [Slice], _ call: Int) -> Bool {
        for tests in alternatives where holds(tests, Subjects(call: call), RawSpan()) { return true }
        return false
    }
}

/// How far each call is with what is claimed of it.
struct ClaimWatch {
    /// The most broken claims that are kept.
    private static var mostBroken: Int { 100 }

    let claims: [WatchedClaim]
    /// What each call has sent, as far as each claim wants to know; a row a call, or -1 where nobody saw it begin.
    private var said: [Int] = []
    /// The same of channels, for the claims that are made of them; a row a channel, as far as any said anything.
    private var saidOfChannels: [Int] = []
    /// Each call's retained state, owned; empty for none.
    private(set) var words: [UInt32] = []
    /// The claims that were broken, with their calls, the first of them.
    private(set) var broken: [(claim: String, call: String)] = []

    init(_ claims: [WatchedClaim]) { self.claims = claims }

    subscript(_ call: Int, _ claim: Int) -> Int {
        get { said[call * claims.count + claim] }
        set { said[call * claims.count + claim] = newValue }
    }

    func said(channel: Int, _ claim: Int) -> Int {
        let place = channel * claims.count + claim
        return saidOfChannels.indices.contains(place) ? saidOfChannels[place] : 0
    }

    mutating func note(_ said: Int, channel: Int, _ claim: Int) {
        if said == 0, saidOfChannels.count <= channel * claims.count { return }
        while saidOfChannels.count < (channel + 1) * claims.count { saidOfChannels.append(0) }
        saidOfChannels[channel * claims.count + claim] = said
    }

    /// Whether a call is held to the claims.
    func isWatched(_ call: Int) -> Bool { self[call, 0] >= 0 }

    /// A call begins.
    mutating func begin(_ call: Int) {
        while words.count <= call { words.append(TextStore.empty) }
        while said.count < words.count * claims.count { said.append(0) }
        for claim in claims.indices { self[call, claim] = 0 }
    }

    /// Nobody saw the call begin.
    mutating func forgive(_ call: Int) {
        for claim in claims.indices { self[call, claim] = -1 }
    }

    mutating func setWord(_ word: UInt32, of call: Int) { words[call] = word }

    mutating func note(_ claim: Int, brokenBy call: String) {
        if broken.count < Self.mostBroken { broken.append((claims[claim].name, call)) }
    }
}

import AMI
@_spi(Runtime) import CallLogic

/// The things there are besides calls and channels: of each kind no more than the behaviour allows.
///
/// A thing's key in the directory begins with its kind and the place of its whole, so that parts of several wholes can
/// have the same key.
struct ThingStore: ~Copyable {
    /// How many bytes of a key in the directory stand before the key itself.
    static let keyStart = 5

    let kinds: [ThingTable]
    var keys = Directory()
    var things: [Thing] = []
    /// What is known of things; a row has room for the facts of all kinds.
    var facts: FactPool
    /// Where the facts of each kind begin among those of all.
    private let firstNumbers: [Int]
    private let firstTexts: [Int]
    /// The timers of all kinds, and where those of each kind begin among them.
    let timers: [(kind: Int, table: TimerTable)]
    private let firstTimers: [Int]
    /// When each timer of each thing is due; a row a thing.
    var due: [Int64] = []
    /// Which things are parts of the same whole.
    var siblings = ChannelLinks()
    /// The things of each kind: of which nothing was heard for longest first.
    private var byAge = ChannelLinks()
    private var lists: [ChannelList]
    /// The thing of each kind that the event at hand is about; -1 for none.
    var atHand: [Int32]
    /// The session that goes on.
    var session: Int32 = 0

    init(_ kinds: [ThingTable]) {
        self.kinds = kinds
        func starts(_ counts: [Int]) -> [Int] { counts.indices.map { counts[..<$0].reduce(0, +) } }
        firstNumbers = starts(kinds.map(\.numbers.count))
        firstTexts = starts(kinds.map(\.textCount))
        firstTimers = starts(kinds.map(\.timers.count))
        facts = FactPool(kinds.flatMap(\.numbers), textCount: kinds.map(\.textCount).reduce(0, +))
        timers = kinds.enumerated().flatMap { kind, table in table.timers.map { (kind, $0) } }
        lists = Array(repeating: ChannelList(), count: kinds.count)
        atHand = Array(repeating: -1, count: kinds.count)
    }

    /// Where a number of a kind lies in a row.
    func number(_ kind: Int, _ place: Int) -> FactPlace { facts.numbers[firstNumbers[kind] + place] }
    /// Where a text of a kind lies in a row.
    func text(_ kind: Int, _ place: Int) -> Int { firstTexts[kind] + place }
    /// A kind's timer among those of all kinds.
    func timer(_ kind: Int, _ timer: Int) -> Int { firstTimers[kind] + timer }

    func isTaken(_ thing: Int) -> Bool { keys.isTaken(thing) }

    /// The thing of a kind that has a key as ``makeKey(_:_:partOf:_:)`` makes it; one that is not there is made.
    mutating func find(_ kind: Int, _ key: RawSpan, partOf whole: Int32, in texts: inout TextStore) -> Int {
        if let known = keys.find(key, in: texts) {
            things[known].session = session
            byAge.remove(known, from: &lists[kind])
            byAge.append(known, to: &lists[kind])
            return known
        }
        let place = keys.insert(texts.insert(key), in: texts)
        let thing = Thing(kind: Int32(kind), whole: whole, session: session)
        if place == things.count {
            things.add(CollectionOfOne(thing))
            due.add(repeatElement(FactPool.unset, count: timers.count))
        } else {
            things[place] = thing
        }
        reset(place)
        byAge.append(place, to: &lists[kind])
        if whole >= 0 { siblings.append(place, to: &things[Int(whole)].parts) }
        return place
    }

    /// Makes a key of a thing of a kind.
    static func makeKey(_ kind: Int, _ text: RawSpan, partOf whole: Int32, _ key: inout ByteBuffer) {
        key.clear()
        key.append(UInt8(truncatingIfNeeded: kind))
        for shift in stride(from: Int32(0), to: 32, by: 8) { key.append(UInt8(truncatingIfNeeded: whole >> shift)) }
        key.append(copying: text)
    }

    /// No thing is at hand any more.
    mutating func putAway() {
        for kind in atHand.indices { atHand[kind] = -1 }
    }

    /// A thing and its wholes are at hand from now on.
    mutating func take(_ thing: Int) {
        var next = thing
        while next >= 0 {
            atHand[Int(things[next].kind)] = Int32(next)
            next = Int(things[next].whole)
        }
    }

    /// Of more things of a kind than there may be, the one to forget.
    func tooMuch(_ kind: Int) -> Int? {
        lists[kind].count > kinds[kind].most ? ChannelLinks.first(lists[kind]) : nil
    }

    /// The thing of a kind of which nothing was heard for longest.
    func oldest(_ kind: Int) -> Int? { ChannelLinks.first(lists[kind]) }
    /// The next one of its kind.
    func next(after thing: Int) -> Int? { byAge.next(thing) }

    /// Makes a thing one of which nothing is known. It must own no texts any more.
    mutating func reset(_ thing: Int) {
        facts.reset(thing)
        for timer in timers.indices { due[thing * timers.count + timer] = FactPool.unset }
    }

    /// Forgets a thing that has no parts any more.
    mutating func remove(_ thing: Int, in texts: inout TextStore) {
        let (kind, whole) = (Int(things[thing].kind), Int(things[thing].whole))
        facts.release(thing, from: &texts)
        for timer in timers.indices { due[thing * timers.count + timer] = FactPool.unset }
        byAge.remove(thing, from: &lists[kind])
        if whole >= 0 { siblings.remove(thing, from: &things[whole].parts) }
        if atHand[kind] == Int32(thing) { atHand[kind] = -1 }
        texts.release(keys.remove(thing, in: texts))
    }
}

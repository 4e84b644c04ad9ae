public import AMI
import HeapModule

/// Works out from AMI events what each call is doing.
///
/// It is handed messages (it is an `AMIMessageSink`), keeps what it has to know of the calls and channels there
/// are, and collects a ``CallEvent`` whenever the behaviour it runs says so. It owns no socket and no clock: its owner
/// sets ``arrival`` before handing it messages and takes the events afterwards.
///
/// All rules are in its ``CallTables``; what is written here knows channels, calls, bridges and roll calls, but not
/// what any of them means.
public struct Correlator: AMIMessageSink, ~Copyable {
    /// The behaviour.
    let tables: CallTables
    /// What the installation decides.
    let options: CorrelatorOptions
    /// When the message that comes next arrived. It dates events that carry no time of their own.
    public var arrival = Timestamp(microseconds: 0)
    /// What was seen and done so far.
    public internal(set) var counters = CorrelatorCounters()
    /// Whoever wants to know why; `nil` for nobody.
    public var observer: (any CorrelatorObserver)?

    var slots: HeaderSlots
    /// By how much the PBX's clock is ahead of that of arrival, in microseconds, as far as its events tell.
    var clockLead: Int64 = 0
    /// The time of the event at hand.
    var now = Timestamp(microseconds: 0)

    var calls: [Call] = []
    var freeCalls: [Int] = []
    var callPlaces: [String: Int] = [:]
    var callFacts: FactPool

    var channels: [Channel] = []
    var freeChannels: [Int] = []
    var channelPlaces: [String: Int] = [:]
    var channelFacts: FactPool
    /// Flags of channels that follow from their names, with the patterns.
    let nameFlags: [(place: Int, globs: [Glob])]

    /// For each event, the header behind which all is its author's own words; -1 where it has none.
    let openings: [Int]
    /// Which headers say when, and of which channels, calls and bridges an event tells: nobody's words but Asterisk's.
    let identityHeaders: [Bool]
    /// The calls that are over, the last of them.
    var endedCalls = EndedCalls()

    /// The channels in each bridge.
    var bridges: [String: [Int]] = [:]

    /// The number of the roll call that is going on or was last.
    var rollCall = 0
    /// The action id of the roll call that is going on; empty for none.
    var rollCallActionID = ""

    /// When each timer of each call is due, by the PBX's clock, in microseconds; a row a call.
    var due: [Int64] = []
    /// The same in order of time, with ones that are not meant any more among them.
    var deadlines = Heap<Deadline>()

    /// The places of calls that changed, and the ids of those that ended, since changes were last asked for.
    var changed: [Int] = []
    var over: [String] = []

    var collected: [CallEvent] = []

    /// A correlator for a behaviour, knowing of no calls.
    public init(tables: CallTables, options: CorrelatorOptions = .init()) {
        self.tables = tables
        self.options = options
        slots = HeaderSlots(tables)
        openings = tables.openings
        identityHeaders = tables.identityHeaders
        func start(_ facts: [FactTable]) -> [Int64] {
            facts.map {
                if case .unset = $0.start {
                    FactPool.unset
                } else if case .nameIsTrunk = $0.start {
                    FactPool.unset
                } else {
                    0
                }
            }
        }
        callFacts = FactPool(start: start(tables.callNumbers), textCount: tables.callTextCount)
        channelFacts = FactPool(start: start(tables.channelNumbers), textCount: tables.channelTextCount)
        nameFlags = tables.channelNumbers.enumerated().compactMap { place, fact in
            switch fact.start {
            case .nameMatches(let patterns): (place, patterns.map { Glob($0) })
            case .nameIsTrunk: options.trunks.isEmpty ? nil : (place, options.trunks.map { Glob($0) })
            default: nil
            }
        }
    }

    /// How many calls are going on.
    public var openCalls: Int { callPlaces.count }

    /// How many channels there are.
    public var openChannels: Int { channelPlaces.count }

    /// Whether the call with this id goes on.
    public func isOpen(_ callID: String) -> Bool { callPlaces[callID] != nil }

    /// The ids of the calls that are going on, sorted.
    public var openCallIDs: [String] { callPlaces.keys.sorted() }

    /// What happened since this was last asked, in order.
    public mutating func takeEvents() -> [CallEvent] {
        if collected.isEmpty { return [] }
        var events: [CallEvent] = []
        swap(&events, &collected)
        return events
    }

    /// Whether an event of this name matters to the behaviour.
    public func wants(event name: RawSpan) -> Bool { tables.recogniseEvent(name) != nil }
}

public import AMI
@_exported public import CallLogic
import HeapModule

/// Works out from AMI events what each call is doing.
///
/// It is handed messages (it is an `AMIMessageSink`), keeps what it has to know of the calls and channels there
/// are, and collects a ``CallEvent`` whenever the behaviour it runs says so. It owns no socket and no clock: its owner
/// sets ``arrival`` before handing it messages and takes the events afterwards.
///
/// All rules are in its `CallTables`; this code knows channels, calls, bridges and resynchronisations, but not
/// what any of them means.
public struct Correlator: AMIMessageSink, ~Copyable {
    /// The behaviour.
    let tables: CallTables
    /// The names of the events that matter.
    private var eventNames: NameTable
    /// What the installation decides.
    var options: CorrelatorOptions
    /// When the message that comes next arrived. It dates events that carry no time of their own.
    public var arrival = Timestamp(microseconds: 0)
    /// What was seen and done so far.
    public internal(set) var counters = CorrelatorCounters()
    /// Whoever wants to know why; `nil` for nobody.
    public var observer: (any CorrelatorObserver)?

    /// The same behaviour, in the form in which it runs.
    private(set) var machine: Machine
    /// All texts that are remembered.
    var texts: TextStore

    var reader: HeaderReader
    var slots: HeaderSlots
    /// By how much the PBX's clock is ahead of that of arrival, in microseconds, as far as its events tell.
    var clockLead: Int64 = 0
    /// The time of the event at hand.
    var now = Timestamp(microseconds: 0)

    /// The places of calls by their ids, and by place what is known of each.
    var callIDs = Directory()
    var calls: [Call] = []
    var callFacts: FactPool
    var sent: MessageCounts

    /// The same of channels.
    var channelIDs = Directory()
    var channels: [Channel] = []
    var channelFacts: FactPool
    /// Which channels are in the same call.
    var callMembers = ChannelLinks()
    /// Flags of channels that follow from their names, with the patterns.
    var nameFlags: [(place: FactPlace, globs: [Glob])]

    /// The same of bridges.
    var bridgeIDs = Directory()
    var bridges: [Bridge] = []
    /// Which channels are in the same bridge.
    var bridgeMembers = ChannelLinks()

    /// The things there are besides calls and channels.
    var things: ThingStore
    /// Which of the machine's keys name the thing of the current event.
    var keys = Slice.none
    /// What was last sent of states that are only sent where they change, by their topics.
    var said: [UInt64: UInt64] = [:]
    /// What keys of things are made in.
    var madeKey: ByteBuffer? = ByteBuffer(capacity: 128)
    /// Texts that were made of several for the event at hand.
    var joinedTexts: [UInt32] = []
    /// Until when time is passing, while timers end.
    var passing: Int64?

    /// The channels that the event at hand connects or parts, two and two.
    var pairs: [(near: Int32, far: Int32)] = []
    /// How many of them have set off their triggers.
    var firedPairs = 0
    /// Whether a call is being closed, which forgets its channels with it.
    var isClosing = false

    /// The calls that are over, the last of them.
    var endedCalls: EndedCalls

    /// The number of the current or last resynchronisation.
    var rollCall: Int32 = 0
    /// The one that is going on.
    var runningRollCall: RunningRollCall?
    /// Whether the last one came to nothing and is to be begun again.
    var isRollCallWanted = false

    /// When each timer of each call is due, by the PBX's clock, in microseconds; a row a call.
    var due: [Int64] = []
    /// The same in order of time, with ones that are not meant any more among them.
    var deadlines = Heap<Deadline>()

    /// The places of calls that changed, and the ids of those that ended, since changes were last asked for.
    var changed: [Int] = []
    var over: [String] = []

    /// What the next message says of its call instead of its own word, among the machine's sayings; -1 for that.
    var saying: Int32 = -1

    /// For each message, whether it is sent.
    var isSent: [Bool]
    /// For each event, the header behind which all is its author's own; -1 where it has none.
    let openings: [Int]

    /// The variables of each call's channels, owned; a row a call.
    var callVariables = CallVariables()

    /// The line of a text for which the message at hand is sent, owned; empty for none.
    var line = TextStore.empty

    /// What is claimed of every call; `nil` where nothing is.
    var claims: ClaimWatch?

    /// What messages are made in.
    var draft: MessageDraft? = MessageDraft()
    var collected: [CallEvent] = []

    /// A correlator for a behaviour, knowing of no calls.
    public init(tables: CallTables, options: CorrelatorOptions = .init()) {
        self.tables = tables
        eventNames = NameTable(tables.events.map(\.name))
        let wanted = tables.wantedEvents(switches: options.messages, hasVariables: options.readsVariables)
        for number in wanted.indices where !wanted[number] { eventNames.remove(number) }
        self.options = options
        callFacts = FactPool(tables.callNumbers, textCount: tables.callTextCount)
        channelFacts = FactPool(tables.channelNumbers, textCount: tables.channelTextCount)
        let things = ThingStore(tables.things)
        var texts = TextStore()
        var machine = Machine(
            tables, callNumbers: callFacts.numbers, channelNumbers: channelFacts.numbers, things: things,
            pbx: options.pbx,
            &texts)
        if !tables.claims.isEmpty { claims = ClaimWatch(tables.claims.map { machine.watch($0, &texts) }) }
        self.machine = machine
        self.things = things
        self.texts = texts
        reader = HeaderReader(tables)
        slots = HeaderSlots(tables)
        sent = MessageCounts(messages: tables.messages.count)
        isSent = tables.sent(options.messages)
        callVariables.names = options.variables
        callVariables.header = Array((tables.variables?.header ?? "").utf8)
        openings = tables.openings
        endedCalls = EndedCalls(messages: tables.messages.count)
        nameFlags = Self.nameFlags(channelFacts.numbers, tables, options)
    }

    /// How many calls are going on.
    public var openCalls: Int { callIDs.count }

    /// How many channels there are.
    public var openChannels: Int { channelIDs.count }

    /// Whether the call with this id goes on.
    public func isOpen(_ callID: String) -> Bool {
        let id = Array(callID.utf8)
        return callIDs.find(id.span.bytes, in: texts) != nil
    }

    /// The ids of the calls that are going on, sorted.
    public var openCallIDs: [String] {
        var ids: [String] = []
        for call in calls.indices where callIDs.isTaken(call) { ids.append(text(of: callIDs.id(call))) }
        return ids.sorted()
    }

    /// What happened since this was last asked, in order.
    public mutating func takeEvents() -> [CallEvent] {
        if collected.isEmpty { return [] }
        var events: [CallEvent] = []
        swap(&events, &collected)
        return events
    }

    /// Whether an event of this name matters to the behaviour.
    public func wants(event name: RawSpan) -> Bool { eventNames.find(name) != nil }

    /// The number of the event with this name; `nil` for one that does not matter.
    func event(_ name: RawSpan) -> Int? { eventNames.find(name) }

    /// A remembered text as a string.
    func text(of handle: UInt32) -> String { String(repairing: texts.span(of: handle)) }
}

/// What the runtime has to know of things of one kind: what calls and channels come by, and what is there without them,
/// such as queues, mailboxes and trunks.
public struct ThingTable: Sendable, Hashable {
    /// Which headers of events name the thing.
    public struct Key: Sendable, Hashable {
        /// The kind, by number.
        public var kind: Int
        /// Where the key comes from: the first that says something counts.
        public var sources: [Source]

        /// A key.
        public init(_ kind: Int, _ sources: [Source]) {
            self.kind = kind
            self.sources = sources
        }
    }

    /// The kind's name.
    public var name: String
    /// The kind of the thing that each of these is a part of; one that stands before this one.
    public var whole: Int?
    /// The most there can be: of more, those of which nothing was heard for longest are forgotten.
    public var most: Int
    /// What is kept of a thing as a number.
    public var numbers: [FactTable]
    /// How many texts are kept of a thing.
    public var textCount: Int
    /// The timers that a thing has.
    public var timers: [TimerTable]

    /// A kind's table.
    public init(
        _ name: String, partOf whole: Int? = nil, most: Int, numbers: [FactTable], textCount: Int,
        timers: [TimerTable] = []
    ) {
        self.name = name
        self.whole = whole
        self.most = most
        self.numbers = numbers
        self.textCount = textCount
        self.timers = timers
    }
}

@_spi(Runtime) import CallLogic

extension Correlator {
    /// Goes on under other options; the calls that are going on are kept. The PBX's name stays as it was.
    public mutating func apply(_ options: CorrelatorOptions) {
        self.options = options
        isSent = tables.sent(options.messages)
        rename(variables: options.variables)
        nameFlags = Self.nameFlags(channelFacts.numbers, tables, options)
        for channel in channels.indices where channelIDs.isTaken(channel) {
            if options.trunks.isEmpty {
                for (place, fact) in zip(channelFacts.numbers, tables.channelNumbers) {
                    if case .nameIsTrunk = fact.start { channelFacts.set(channel, place, FactPool.unset) }
                }
            }
            setNameFlags(channel)
        }
        for thing in things.things.indices where things.isTaken(thing) { setThingFlags(thing) }
    }

    /// Which flags of channels follow from their names, with the patterns.
    static func nameFlags(
        _ places: [FactPlace], _ tables: CallTables, _ options: CorrelatorOptions
    ) -> [(place: FactPlace, globs: [Glob])] {
        zip(places, tables.channelNumbers).compactMap { place, fact in
            switch fact.start {
            case .nameMatches(let patterns): (place, patterns.map { Glob($0) })
            case .nameIsTrunk: options.trunks.isEmpty ? nil : (place, options.trunks.map { Glob($0) })
            default: nil
            }
        }
    }
}

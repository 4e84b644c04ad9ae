extension Correlator {
    /// Goes on with all calls under other options. What follows from the names of channels follows from the patterns of
    /// the new ones at once; bounds hold for what comes.
    public mutating func apply(_ options: CorrelatorOptions) {
        self.options = options
        nameFlags = Self.nameFlags(tables, options)
        for (place, fact) in tables.channelNumbers.enumerated() {
            guard case .nameIsTrunk = fact.start, options.trunks.isEmpty else { continue }
            for channel in channels.indices where !channels[channel].id.isEmpty {
                channelFacts.set(channel, place, FactPool.unset)
            }
        }
        for channel in channels.indices where !channels[channel].id.isEmpty { setNameFlags(channel) }
    }

    /// Which flags of channels follow from their names, with the patterns.
    static func nameFlags(_ tables: CallTables, _ options: CorrelatorOptions) -> [(place: Int, globs: [Glob])] {
        tables.channelNumbers.enumerated().compactMap { place, fact in
            switch fact.start {
            case .nameMatches(let patterns): (place, patterns.map { Glob($0) })
            case .nameIsTrunk: options.trunks.isEmpty ? nil : (place, options.trunks.map { Glob($0) })
            default: nil
            }
        }
    }
}

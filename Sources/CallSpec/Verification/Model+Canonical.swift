@_spi(Runtime) import CallLogic

// One form for states that are the same.
extension Model {
    /// Brings the state at hand into the form that all states have that differ from it in the order of their channels
    /// only.
    func canonicalise() {
        orderCalls()
        orderChannels()
    }

    private func orderCalls() {
        let width = layout.callWidth
        let order = (0..<layout.calls).filter { isLive($0) } + (0..<layout.calls).filter { !isLive($0) }
        guard order != Array(0..<layout.calls) else { return }
        let old = cells
        for (place, call) in order.enumerated() {
            for cell in 0..<width { cells[place * width + cell] = old[call * width + cell] }
        }
        for channel in 0..<layout.channels {
            for cell in [ChannelCell.call, ChannelCell.origin] {
                let offset = layout.row(channel: channel) + cell
                if old[offset] > 0, let place = order.firstIndex(of: Int(old[offset]) - 1) {
                    cells[offset] = ModelCell(place) + 1
                }
            }
        }
        if let calls = trace?.calls { trace?.calls = order.map { calls[$0] } }
    }

    private func orderChannels() {
        if slice.tracking.bridges { nameBridges() }
        let width = layout.channelWidth
        let order = (0..<layout.channels).sorted { left, right in
            switch compare(left, right, withBridge: true) {
            case 0: left < right
            case let difference: difference > 0
            }
        }
        guard order != Array(0..<layout.channels) else { return }
        let old = cells
        for (place, channel) in order.enumerated() {
            let (to, from) = (layout.row(channel: place), layout.row(channel: channel))
            for cell in 0..<width { cells[to + cell] = old[from + cell] }
        }
        if let channels = trace?.channels { trace?.channels = order.map { channels[$0] } }
    }

    /// Above 0 where the first channel stands before the second.
    private func compare(_ left: Int, _ right: Int, withBridge: Bool) -> Int {
        let (first, second) = (layout.row(channel: left), layout.row(channel: right))
        for cell in 0..<layout.channelWidth where cell != ChannelCell.bridge {
            let difference = Int(cells[first + cell]) - Int(cells[second + cell])
            if difference != 0 { return difference }
        }
        return withBridge ? Int(cells[second + ChannelCell.bridge]) - Int(cells[first + ChannelCell.bridge]) : 0
    }

    /// Numbers the bridges by who is in them: those in which the same are can be taken for one another.
    private func nameBridges() {
        var members: [ModelCell: [Int]] = [:]
        for channel in 0..<layout.channels {
            let bridge = cells[layout.row(channel: channel) + ChannelCell.bridge]
            guard bridge > 0 else { continue }
            // A channel's rank is how many differ from it and stand before it.
            let rank = (0..<layout.channels).count { compare($0, channel, withBridge: false) > 0 }
            members[bridge, default: []].append(rank)
        }
        guard !members.isEmpty else { return }
        let signatures = members.mapValues { $0.sorted() }
        let order = signatures.keys.sorted { left, right in
            let (first, second) = (signatures[left] ?? [], signatures[right] ?? [])
            return first == second ? left < right : first.lexicographicallyPrecedes(second)
        }
        for channel in 0..<layout.channels {
            let cell = layout.row(channel: channel) + ChannelCell.bridge
            if let name = order.firstIndex(of: cells[cell]) { cells[cell] = ModelCell(name) + 1 }
        }
    }
}

/// Channels in the order in which they came, as part of ``ChannelLinks``.
struct ChannelList {
    fileprivate(set) var first: Int32 = -1
    fileprivate(set) var last: Int32 = -1
    fileprivate(set) var count: Int32 = 0

    var isEmpty: Bool { count == 0 }
}

/// Which channel comes behind which in the lists of one kind. A channel is in at most one of them, so it is put in and
/// taken out at once, however long the list is.
struct ChannelLinks: ~Copyable {
    private var behind: [Int32] = []
    private var before: [Int32] = []

    /// The channel behind one; `nil` for the last.
    func next(_ channel: Int) -> Int? { Self.some(behind[channel]) }
    /// The channel before one; `nil` for the first.
    func previous(_ channel: Int) -> Int? { Self.some(before[channel]) }
    static func first(_ list: ChannelList) -> Int? { some(list.first) }
    static func last(_ list: ChannelList) -> Int? { some(list.last) }

    private static func some(_ channel: Int32) -> Int? { channel < 0 ? nil : Int(channel) }

    mutating func append(_ channel: Int, to list: inout ChannelList) {
        while behind.count <= channel {
            behind.append(-1)
            before.append(-1)
        }
        behind[channel] = -1
        before[channel] = list.last
        if let last = Self.some(list.last) { behind[last] = Int32(channel) } else { list.first = Int32(channel) }
        list.last = Int32(channel)
        list.count += 1
    }

    mutating func remove(_ channel: Int, from list: inout ChannelList) {
        if let previous = previous(channel) { behind[previous] = behind[channel] } else { list.first = behind[channel] }
        if let next = next(channel) { before[next] = before[channel] } else { list.last = before[channel] }
        behind[channel] = -1
        before[channel] = -1
        list.count -= 1
    }
}

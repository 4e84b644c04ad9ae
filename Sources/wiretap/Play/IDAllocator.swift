/// Hands out the ids of round after round.
struct IDAllocator {
    private var next: FreshIDs

    /// - Parameter epoch: microseconds since 1970 that all begins at. Ids are made of its second, so the numbers in them
    ///   begin with the rest of it: two plays of the same second, as when a server is started again, share no id.
    init(epoch: Int64 = 0) {
        let first = UInt64(epoch % 1_000_000) * 1000 + 1
        next = FreshIDs(shift: 0, firstUniqueID: first, firstChannel: 1, firstCall: 1, round: 1)
    }

    /// The ids of a round that starts at a time.
    ///
    /// - Parameter start: microseconds since 1970 that the capture's first message gets.
    mutating func round(of template: PlayTemplate, startingAt start: Int64) -> FreshIDs {
        var ids = next
        ids.shift = start - template.firstTime
        next.firstUniqueID += UInt64(template.uniqueIDCount)
        next.firstChannel &+= UInt32(truncatingIfNeeded: template.channelCount)
        next.firstCall &+= UInt32(truncatingIfNeeded: template.callCount)
        next.round += 1
        return ids
    }
}

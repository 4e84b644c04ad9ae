import AMI

// Which channels hear each other: those in one bridge, and by way of Local channels those in the next. What goes in at
// one half of a Local channel comes out at the other.
extension Correlator {
    /// How many channels at either side of a bridge are looked at; beyond that it is a conference.
    private static var mostEnds: Int { 8 }
    /// How many channels are passed on the way to them: Local channels can lead in circles.
    private static var mostSteps: Int { 64 }

    /// Finds out which two channels each the event connects, by a channel in a bridge, or parts.
    @_spi(Runtime)
    public mutating func findPairs(of channel: Int) {
        guard channels[channel].bridge >= 0 else { return }
        var near: [Int32] = []
        if channels[channel].otherHalf < 0 {
            near.append(Int32(channel))
        } else {
            var steps = Self.mostSteps
            findEnds(behind: channel, &near, &steps)
        }
        if near.isEmpty { return }
        var far: [Int32] = []
        var steps = Self.mostSteps
        findEnds(besides: channel, &far, &steps)
        for one in near { for other in far where one != other { pairs.append((near: one, far: other)) } }
    }

    /// The channels that are heard through a half of a Local channel.
    private func findEnds(behind half: Int, _ ends: inout [Int32], _ steps: inout Int) {
        let other = Int(channels[half].otherHalf)
        guard other >= 0, channels[other].bridge >= 0 else { return }
        findEnds(besides: other, &ends, &steps)
    }

    /// The channels that one hears in its bridge.
    private func findEnds(besides channel: Int, _ ends: inout [Int32], _ steps: inout Int) {
        var next = ChannelLinks.first(bridges[Int(channels[channel].bridge)].channels)
        while let member = next, ends.count < Self.mostEnds {
            next = bridgeMembers.next(member)
            steps -= 1
            if steps < 0 { return }
            if member == channel { continue }
            if channels[member].otherHalf >= 0 {
                findEnds(behind: member, &ends, &steps)
            } else {
                ends.append(Int32(member))
            }
        }
    }

    // MARK: Halves

    /// Looks for the other half of a new channel, if it is one of a Local channel: the same name with `;2` for `;1`.
    mutating func findOtherHalf(of channel: Int) {
        guard let other = otherHalf(of: channel) else { return }
        channels[other].otherHalf = Int32(channel)
        channels[channel].otherHalf = Int32(other)
    }

    private func otherHalf(of channel: Int) -> Int? {
        let name = texts.span(of: channels[channel].name)
        let count = name.byteCount
        guard count > 2, name.byte(at: count - 2) == UInt8(ascii: ";") else { return nil }
        let side = name.byte(at: count - 1)
        guard side == UInt8(ascii: "1") || side == UInt8(ascii: "2") else { return nil }
        // Both begin in one call, one after the other.
        var next = ChannelLinks.last(calls[Int(channels[channel].call)].channels)
        while let member = next {
            next = callMembers.previous(member)
            let other = texts.span(of: channels[member].name)
            guard member != channel, other.byteCount == count, other.byte(at: count - 1) != side,
                other.extracting(0..<count - 1).equals(name.extracting(0..<count - 1))
            else { continue }
            return member
        }
        return nil
    }

    /// A channel that is gone is no half any more, and its other half is none either.
    mutating func loseOtherHalf(of channel: Int) {
        let other = Int(channels[channel].otherHalf)
        guard other >= 0 else { return }
        channels[other].otherHalf = -1
        channels[channel].otherHalf = -1
    }
}

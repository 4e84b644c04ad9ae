import AMI

/// A capture taken apart once so that round after round of it can be written with fresh ids and times.
///
/// What answered the recorder's own actions (responses and their lists), the banner and the login are left out: whoever
/// plays the capture gives its own.
struct PlayTemplate: Sendable {
    struct Message: Sendable {
        /// Microseconds after the first message.
        let offset: Int64
        /// Who gets it.
        let classes: EventClasses
        /// Whether it changes what CoreShowChannels would say.
        let tellsOfChannel: Bool
        /// Whether it changes what DeviceStateList would say.
        let tellsOfDevice: Bool
        /// Whether it changes what QueueStatus would say.
        let tellsOfQueue: Bool
        fileprivate let segments: Range<Int>
    }

    fileprivate enum Segment: Sendable {
        case literal(Range<Int>)
        case time(Int64)
        case uniqueID(seconds: Int64, slot: Int)
        case channel(slot: Int)
        case call(slot: Int)
        case uuid(slot: Int)
    }

    let source: CaptureSource
    private(set) var messages: [Message] = []
    private var segments: [Segment] = []

    /// The time of the first message in microseconds since 1970.
    private(set) var firstTime: Int64 = 0
    private(set) var uniqueIDCount = 0
    private(set) var channelCount = 0
    private(set) var callCount = 0

    /// Microseconds from the first to the last message.
    var duration: Int64 { messages.last?.offset ?? 0 }

    private struct UniqueID: Hashable, Comparable {
        let seconds: Int64
        let counter: UInt64

        static func < (one: UniqueID, other: UniqueID) -> Bool {
            (one.counter, one.seconds) < (other.counter, other.seconds)
        }
    }

    private struct Slots {
        var uniqueIDs: [UniqueID: Int] = [:]
        var channels: [[UInt8]: Int] = [:]
        var calls: [[UInt8]: Int] = [:]
        var uuids: [[UInt8]: Int] = [:]
    }

    /// Takes a capture, or some pieces of one (a call), apart.
    ///
    /// - Parameters:
    ///   - pieces: what to play; nil for all of it.
    ///   - times: when the bytes arrived, for events without a `Timestamp`.
    ///   - evenly: microseconds between two events where neither says when they were.
    init(_ source: CaptureSource, pieces: [CapturePiece]? = nil, times: ArrivalTimes? = nil, evenly: Int64 = 20_000) {
        self.source = source
        source.withBytes { bytes in
            var events: [CapturePiece] = []
            if let pieces {
                events = pieces.filter { Self.isEvent($0, in: bytes) }
            } else {
                var cursor = CaptureCursor()
                var isPreamble = true
                while let piece = cursor.next(in: bytes) {
                    isPreamble = isPreamble && SessionSplitter.opensSession(piece, in: bytes)
                    if !isPreamble, Self.isEvent(piece, in: bytes) { events.append(piece) }
                }
            }
            let slots = Self.slots(events, in: bytes)
            uniqueIDCount = slots.uniqueIDs.count
            channelCount = slots.channels.count
            callCount = slots.calls.count
            build(events, slots, times, evenly, bytes)
        }
    }

    /// Writes one message of a round.
    func append(_ message: Message, _ ids: FreshIDs, to out: inout [UInt8]) {
        source.withBytes { bytes in append(message, ids, from: bytes, to: &out) }
    }

    private func append(_ message: Message, _ ids: FreshIDs, from bytes: borrowing RawSpan, to out: inout [UInt8]) {
        for index in message.segments {
            switch segments[index] {
            case .literal(let range): out.append(bytes, range)
            case .time(let time): ids.appendTime(time, to: &out)
            case .uniqueID(let seconds, let slot): ids.appendUniqueID(seconds: seconds, slot: slot, to: &out)
            case .channel(let slot): ids.appendChannel(slot: slot, to: &out)
            case .call(let slot): ids.appendCall(slot: slot, to: &out)
            case .uuid(let slot): ids.appendUUID(slot: slot, to: &out)
            }
        }
    }

    // MARK: Taking apart

    private static func isEvent(_ piece: CapturePiece, in bytes: borrowing RawSpan) -> Bool {
        guard piece.kind == .message else { return false }
        var isFirst = true
        var isEvent = false
        var hasPrivilege = false
        var isAnswer = false
        piece.forEachLine(in: bytes) { line in
            guard let name = line.name else { return }
            if isFirst { isEvent = bytes.equals(name, "Event") }
            isFirst = false
            if bytes.equals(name, "Privilege") { hasPrivilege = true }
            if bytes.equals(name, "ActionID") || bytes.equals(name, "EventList") { isAnswer = true }
        }
        return isEvent && (hasPrivilege || !isAnswer)
    }

    private static func slots(_ events: [CapturePiece], in bytes: borrowing RawSpan) -> Slots {
        var uniqueIDs: Set<UniqueID> = []
        var channels: Set<[UInt8]> = []
        var calls: Set<[UInt8]> = []
        var slots = Slots()
        for event in events {
            event.forEachLine(in: bytes) { line in
                guard let nameRange = line.name else { return }
                let name = Bytes.lowercased(bytes.copy(nameRange)[...])
                let isID = name.ends(with: "uniqueid") || name.ends(with: "linkedid")
                let isChannel = name.ends(with: "channel")
                IDTokens.forEach(in: bytes, line.value) { token, range in
                    switch token {
                    case .uniqueID(let seconds, let counter) where isID:
                        uniqueIDs.insert(UniqueID(seconds: seconds, counter: counter))
                    case .channel where isChannel: channels.insert(bytes.copy(range))
                    case .call: calls.insert(bytes.copy(range))
                    case .uuid:
                        let uuid = bytes.copy(range)
                        if slots.uuids[uuid] == nil { slots.uuids[uuid] = slots.uuids.count }
                    default: break
                    }
                }
            }
        }
        for (slot, id) in uniqueIDs.sorted().enumerated() { slots.uniqueIDs[id] = slot }
        // Eight small hexadecimal digits each: their order as text is their order as numbers.
        for (slot, id) in channels.sorted(by: { $0.lexicographicallyPrecedes($1) }).enumerated() {
            slots.channels[id] = slot
        }
        for (slot, id) in calls.sorted(by: { $0.lexicographicallyPrecedes($1) }).enumerated() { slots.calls[id] = slot }
        return slots
    }

    private mutating func build(
        _ events: [CapturePiece], _ slots: Slots, _ times: ArrivalTimes?, _ evenly: Int64, _ bytes: borrowing RawSpan
    ) {
        var last: Int64?
        for event in events {
            var stamp: Int64?
            var classes = EventClasses.all
            var tellsOfChannel = false
            var tellsOfDevice = false
            var tellsOfQueue = false
            let first = segments.count
            var literal = event.range.lowerBound
            var found: [(Segment, Range<Int>)] = []
            event.forEachLine(in: bytes) { line in
                guard let name = line.name else { return }
                if bytes.equals(name, "Event") {
                    let event = bytes.text(line.value)
                    tellsOfChannel = LiveChannels.events.contains(event)
                    tellsOfDevice = event == LiveDevices.event
                    tellsOfQueue = LiveQueues.events.contains(event)
                }
                if bytes.equals(name, "Privilege") { classes = EventClasses(privilege: bytes.text(line.value)) }
                if bytes.equals(name, "Timestamp"), let time = Self.time(line.value, in: bytes) {
                    stamp = time
                    found.append((.time(time), line.value))
                    return
                }
                IDTokens.forEach(in: bytes, line.value) { token, range in
                    switch token {
                    case .uniqueID(let seconds, let counter):
                        if let slot = slots.uniqueIDs[UniqueID(seconds: seconds, counter: counter)] {
                            found.append((.uniqueID(seconds: seconds, slot: slot), range))
                        }
                    case .channel:
                        if let slot = slots.channels[bytes.copy(range)] { found.append((.channel(slot: slot), range)) }
                    case .call:
                        if let slot = slots.calls[bytes.copy(range)] { found.append((.call(slot: slot), range)) }
                    case .uuid:
                        if let slot = slots.uuids[bytes.copy(range)] { found.append((.uuid(slot: slot), range)) }
                    }
                }
            }
            for (segment, range) in found {
                if literal < range.lowerBound { segments.append(.literal(literal..<range.lowerBound)) }
                segments.append(segment)
                literal = range.upperBound
            }
            if literal < event.range.upperBound { segments.append(.literal(literal..<event.range.upperBound)) }
            let time = stamp ?? times?.microseconds(ofByteAt: event.range.upperBound - 1)
            if last == nil {
                // Without any time the ids' own seconds are the next best.
                firstTime = time ?? slots.uniqueIDs.keys.map(\.seconds).min().map { $0 * 1_000_000 } ?? 0
                last = firstTime
            } else {
                // An event can't come before the one before it, whatever its Timestamp says.
                last = max(last ?? 0, time ?? ((last ?? 0) + evenlyIfNothingElse(times, evenly)))
            }
            messages.append(
                Message(
                    offset: (last ?? 0) - firstTime, classes: classes, tellsOfChannel: tellsOfChannel,
                    tellsOfDevice: tellsOfDevice, tellsOfQueue: tellsOfQueue,
                    segments: first..<segments.count))
        }
    }

    private func evenlyIfNothingElse(_ times: ArrivalTimes?, _ evenly: Int64) -> Int64 { times == nil ? evenly : 0 }

    /// `1795524468.875561` in microseconds.
    private static func time(_ range: Range<Int>, in bytes: borrowing RawSpan) -> Int64? {
        let parts = bytes.text(range).split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].count == 6, let seconds = Int64(parts[0]), let micros = Int64(parts[1]),
            (0..<100_000_000_000).contains(seconds), micros >= 0
        else { return nil }
        return seconds * 1_000_000 + micros
    }
}

extension [UInt8] {
    fileprivate func ends(with suffix: StaticString) -> Bool {
        let length = suffix.utf8CodeUnitCount
        return count >= length && suffix.withUTF8Buffer { self.suffix(length).elementsEqual($0) }
    }
}

/// Finds the messages in an AMI byte stream.
///
/// It is a value that is handed bytes, in any split, and owns no socket. A message that is whole within the bytes
/// handed in is delivered as a view of them; only one that is cut by their end is copied and carried over.
///
/// Lines end in CR LF or LF, in any mix; an empty line ends a message. The first line says what a message is. The
/// greeting `Asterisk Call Manager/VERSION` is a message of one line wherever a message may start, so recordings can
/// be strung together. What isn't UTF-8 is passed on as it is.
///
/// Bad input is counted in ``counters`` and skipped to the next message.
public struct AMIDecoder: Sendable {
    /// What went through so far.
    @inlinable
    public var counters: AMIDecoderCounters { tally }
    /// The bounds that it was made with.
    public let limits: AMIDecoderLimits

    @usableFromInline var tally = AMIDecoderCounters()
    /// The start of the message that the last bytes were cut in, at most `limits.maxMessage + 1` bytes of it.
    @usableFromInline var carry: [UInt8] = []
    /// How far `carry` was searched.
    @usableFromInline var progress = Progress()
    /// A message went over its bound: everything up to the next blank line is dropped.
    @usableFromInline var isDiscarding = false
    /// The last two bytes that were dropped, the later one in the low byte: a blank line may be cut, too.
    @usableFromInline var lastDiscarded: UInt16 = 0

    /// How far an unfinished message was searched, so that no byte is searched again however small the pieces are.
    @usableFromInline
    struct Progress: Sendable {
        /// Where its first LF is, from the message's start; negative while it hasn't come.
        @usableFromInline var firstLineFeed = -1
        /// No end is to be found before this offset from the message's start.
        @usableFromInline var searched = 0
        @inlinable init() {}
    }

    /// A decoder at the start of a stream.
    @inlinable
    public init(limits: AMIDecoderLimits = .init()) {
        self.limits = limits
    }

    /// Bytes held of a message whose end hasn't come.
    @inlinable
    public var heldBytes: Int { carry.count }

    /// Decodes the next bytes of the stream, and passes each complete message to the sink.
    @inlinable
    public mutating func decode<Sink: AMIMessageSink & ~Copyable>(_ bytes: RawSpan, into sink: inout Sink) {
        tally.bytes &+= UInt64(bytes.byteCount)
        var position = 0
        // The carried message gets small pieces of the new bytes until it is whole; the rest is decoded in place.
        var piece = 256
        while !carry.isEmpty, position < bytes.byteCount {
            let end = min(position + piece, bytes.byteCount)
            piece *= 2
            var joined: [UInt8] = []
            swap(&joined, &carry)
            let held = joined.count
            joined.append(copying: bytes, from: position, to: end)
            let used = scan(joined.span.bytes, into: &sink)
            if used < held {
                // Still unfinished. Only blank lines before it may have been used up.
                if used > 0 { joined.removeFirst(used) }
                swap(&joined, &carry)
                position = end
            } else {
                position += used - held
                if position < end {
                    // What comes next starts in the new bytes, and is found again there.
                    progress = Progress()
                }
                joined.removeAll(keepingCapacity: joined.capacity <= 1 << 16)
                swap(&joined, &carry)
                break
            }
        }
        guard carry.isEmpty, position < bytes.byteCount else { return }
        let rest = bytes.extracting(position...)
        let used = scan(rest, into: &sink)
        if used < rest.byteCount { carry.append(copying: rest, from: used, to: rest.byteCount) }
    }

    /// The stream ends here: a message that is unfinished is counted, not delivered, and the decoder is as new but for
    /// its counters.
    public mutating func finish() {
        // A lone CR is half a blank line, not a message.
        if !carry.isEmpty, carry != [UInt8.carriageReturn] { tally.incomplete &+= 1 }
        carry = []
        progress = Progress()
        isDiscarding = false
        lastDiscarded = 0
    }

    /// Delivers every whole message in the bytes, which start where a message starts (or within one that is being
    /// discarded). `progress` is that of the message they start with, on the way in, and of the unfinished one on the
    /// way out.
    /// - Returns: Where the message begins whose end hasn't come, or the bytes' count.
    @inlinable
    mutating func scan<Sink: AMIMessageSink & ~Copyable>(_ bytes: RawSpan, into sink: inout Sink) -> Int {
        let count = bytes.byteCount
        // `Event: ` as a little-endian word of seven bytes.
        let eventPrefix: UInt64 = 0x0020_3A74_6E65_7645
        let sevenBytes: UInt64 = 0x00FF_FFFF_FFFF_FFFF
        // No end within this many bytes: over the bound, whatever follows.
        let window = limits.maxMessage + 2
        // No message this short can be over either bound, so its lines needn't be measured.
        let unsuspected = min(limits.maxLine, limits.maxMessage)
        var start = 0
        var known = progress
        progress = Progress()
        if isDiscarding {
            start = discard(bytes, from: 0)
            known = Progress()
        }
        while start < count {
            let limit = count - start > window ? start + window : count
            // In bounds: `start + 8 <= count`.
            if start + 8 <= limit, bytes.word(at: start) & sevenBytes == eventPrefix {
                let nameStart = start + 7
                var lineFeed = known.firstLineFeed
                if lineFeed < 0 {
                    lineFeed = bytes.firstLineFeed(from: max(nameStart, start + known.searched), limit: limit)
                } else {
                    lineFeed += start
                }
                if lineFeed < limit {
                    let from = max(lineFeed, start + known.searched)
                    if let end = bytes.lineFeedBeforeBlankLine(from: from, limit: limit) {
                        let nameEnd =
                            bytes.byte(at: lineFeed - 1) == UInt8.carriageReturn ? lineFeed - 1 : lineFeed
                        let length = end + 1 - start
                        let next = bytes.byte(at: end + 1) == UInt8.lineFeed ? end + 2 : end + 3
                        if length > unsuspected, isOversized(bytes, from: start, to: end + 1) {
                            tally.oversized &+= 1
                        } else if nameEnd == nameStart {
                            tally.malformed &+= 1
                        } else if sink.wants(event: bytes.extracting(nameStart..<nameEnd)) {
                            tally.messages &+= 1
                            sink.receive(
                                AMIMessage(
                                    bytes: bytes.extracting(start..<(end + 1)), kind: .event, nameOffset: 7,
                                    nameCount: nameEnd - nameStart))
                        } else {
                            tally.skipped &+= 1
                        }
                        start = next
                        known = Progress()
                        continue
                    }
                }
            }
            switch step(bytes, from: start, limit: limit, known: known) {
            case .blank(let next):
                start = next
            case .message(let message):
                deliver(message, of: bytes, into: &sink)
                start = message.next
            case .unfinished(let progress):
                if limit - start >= window {
                    tally.oversized &+= 1
                    isDiscarding = true
                    lastDiscarded = UInt16(bytes.byte(at: limit - 2)) << 8 | UInt16(bytes.byte(at: limit - 1))
                    start = discard(bytes, from: limit)
                } else {
                    self.progress = progress
                    return start
                }
            }
            known = Progress()
        }
        return count
    }

    /// Where a message lies, and what it is; all offsets are from the scanned bytes' start.
    @usableFromInline
    struct Found {
        @usableFromInline var start: Int
        /// Behind the last line's LF.
        @usableFromInline var end: Int
        @usableFromInline var next: Int
        /// Nil where the first line is no header.
        @usableFromInline var kind: AMIMessage.Kind?
        @usableFromInline var nameStart: Int
        @usableFromInline var nameEnd: Int
    }

    @usableFromInline
    enum Step {
        case blank(next: Int)
        case message(Found)
        case unfinished(Progress)
    }

    @inlinable
    mutating func deliver<Sink: AMIMessageSink & ~Copyable>(
        _ found: Found, of bytes: RawSpan, into sink: inout Sink
    ) {
        if found.end - found.start > min(limits.maxLine, limits.maxMessage),
            isOversized(bytes, from: found.start, to: found.end)
        {
            tally.oversized &+= 1
            return
        }
        guard let kind = found.kind, !(kind == .event && found.nameStart == found.nameEnd) else {
            tally.malformed &+= 1
            return
        }
        if kind == .event, !sink.wants(event: bytes.extracting(found.nameStart..<found.nameEnd)) {
            tally.skipped &+= 1
            return
        }
        tally.messages &+= 1
        sink.receive(
            AMIMessage(
                bytes: bytes.extracting(found.start..<found.end), kind: kind,
                nameOffset: found.nameStart - found.start, nameCount: found.nameEnd - found.nameStart))
    }

    /// One blank line, or any message, or the news that it isn't whole: the way for everything but a plain event.
    @usableFromInline
    func step(_ bytes: RawSpan, from start: Int, limit: Int, known: Progress) -> Step {
        if bytes.isBlankLine(at: start, limit: limit) {
            return .blank(next: bytes.byte(at: start) == UInt8.lineFeed ? start + 1 : start + 2)
        }
        var progress = known
        if progress.firstLineFeed < 0 {
            let lineFeed = bytes.firstLineFeed(from: start + progress.searched, limit: limit)
            guard lineFeed < limit else {
                progress.searched = limit - start
                return .unfinished(progress)
            }
            progress.firstLineFeed = lineFeed - start
            progress.searched = lineFeed - start
        }
        let lineFeed = start + progress.firstLineFeed
        var lineEnd = lineFeed
        if lineEnd > start, bytes.byte(at: lineEnd - 1) == UInt8.carriageReturn { lineEnd -= 1 }
        let line = bytes.extracting(start..<lineEnd)
        var found = Found(
            start: start, end: lineFeed + 1, next: lineFeed + 1, kind: nil, nameStart: start, nameEnd: start)

        let greeting: StaticString = "Asterisk Call Manager/"
        if line.starts(with: greeting) {
            found.kind = .banner
            found.nameStart = start + greeting.utf8CodeUnitCount
            found.nameEnd = lineEnd
            return .message(found)
        }

        let colon = line.firstColonOrLineFeed(from: 0)
        var isCommandOutput = false
        if colon > 0, colon < line.byteCount {
            let header = line.extracting(0..<colon)
            let isSpaced = colon + 1 < line.byteCount && line.byte(at: colon + 1) == UInt8.space
            found.nameStart = start + colon + (isSpaced ? 2 : 1)
            found.nameEnd = lineEnd
            if header.equalsIgnoringCase("Event") {
                found.kind = .event
            } else if header.equalsIgnoringCase("Response") {
                found.kind = .response
                isCommandOutput = bytes.extracting(found.nameStart..<lineEnd).equalsIgnoringCase("Follows")
            } else {
                found.kind = .other
            }
        }

        // A search is taken up where the last one ended. What it can't decide yet starts at most two bytes before the
        // end (LF CR); the closing mark of command output is looked for backwards from there.
        let from = start + progress.searched
        let end =
            isCommandOutput
            ? bytes.lineFeedBeforeEndOfCommand(from: from, lineFeed: lineFeed, limit: limit)
            : bytes.lineFeedBeforeBlankLine(from: from, limit: limit)
        guard let end else {
            progress.searched = max(progress.searched, limit - start - 2)
            return .unfinished(progress)
        }
        found.end = end + 1
        found.next = bytes.byte(at: end + 1) == UInt8.lineFeed ? end + 2 : end + 3
        return .message(found)
    }

    /// Is the message, or one of its lines, over the bound? Asked only where it is longer than a line may be.
    @usableFromInline
    func isOversized(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
        if end - start > limits.maxMessage { return true }
        var line = start
        while line < end {
            let lineFeed = bytes.firstLineFeed(from: line, limit: end)
            var lineEnd = lineFeed
            if lineEnd > line, bytes.byte(at: lineEnd - 1) == UInt8.carriageReturn { lineEnd -= 1 }
            if lineEnd - line > limits.maxLine { return true }
            line = lineFeed + 1
        }
        return false
    }

    /// Drops bytes up to and with the next blank line.
    /// - Returns: Where the next message starts, or the bytes' count if the end hasn't come.
    @usableFromInline
    mutating func discard(_ bytes: RawSpan, from start: Int) -> Int {
        let count = bytes.byteCount
        var position = start
        // The first two bytes may end a blank line that began before them.
        while position < min(start + 2, count) {
            let byte = bytes.byte(at: position)
            position += 1
            let isEnd =
                byte == UInt8.lineFeed && (lastDiscarded & 0xFF == 0x0A || lastDiscarded == 0x0A0D)
            lastDiscarded = lastDiscarded << 8 | UInt16(byte)
            if isEnd {
                isDiscarding = false
                return position
            }
        }
        guard position < count else { return count }
        if let lineFeed = bytes.lineFeedBeforeBlankLine(from: position - 2, limit: count) {
            isDiscarding = false
            return bytes.byte(at: lineFeed + 1) == UInt8.lineFeed ? lineFeed + 2 : lineFeed + 3
        }
        lastDiscarded = UInt16(bytes.byte(at: count - 2)) << 8 | UInt16(bytes.byte(at: count - 1))
        return count
    }
}

extension [UInt8] {
    @inlinable
    mutating func append(copying bytes: RawSpan, from start: Int, to end: Int) {
        unsafe bytes.extracting(start..<end).withUnsafeBytes { append(contentsOf: $0) }
    }
}

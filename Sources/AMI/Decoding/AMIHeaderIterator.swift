/// Walks over a message's lines and gives each as a header. Lines that are no header (no colon, or nothing before it)
/// are passed over.
///
/// Asterisk before 14 answers `Command` with `Response: Follows` and the bare output up to `--END COMMAND--`; each of
/// those lines is given as a header named `Output`, which is how newer versions send them.
public struct AMIHeaderIterator: ~Escapable {
    @usableFromInline let lines: RawSpan
    @usableFromInline var position: Int
    @usableFromInline let isCommandOutput: Bool
    @usableFromInline var isInOutput: Bool

    /// Walks over some of a message's lines.
    ///
    /// - Parameter lines: Whole lines of a message that is no answer to a command.
    @inlinable
    @_lifetime(copy lines)
    public init(_ lines: RawSpan) {
        self.init(lines: lines, isCommandOutput: false)
    }

    @inlinable
    @_lifetime(copy lines)
    init(lines: RawSpan, isCommandOutput: Bool) {
        self.lines = lines
        self.position = 0
        self.isCommandOutput = isCommandOutput
        self.isInOutput = false
    }

    /// The next header, or nil after the last.
    @inlinable
    @_lifetime(copy self)
    public mutating func next() -> AMIHeader? {
        if isCommandOutput { return nextOfCommandOutput() }
        let count = lines.byteCount
        while position < count {
            let start = position
            let colon = lines.firstColonOrLineFeed(from: start)
            if colon < count, lines.byte(at: colon) == UInt8.colon {
                let end = lines.firstLineFeed(from: colon + 1)
                position = end + 1
                if colon == start { continue }
                var valueStart = colon + 1
                // A line's end is at most `count`, and its value can't start after it.
                if valueStart < end, lines.byte(at: valueStart) == UInt8.space { valueStart += 1 }
                var valueEnd = end
                if valueEnd > valueStart, lines.byte(at: valueEnd - 1) == UInt8.carriageReturn { valueEnd -= 1 }
                return AMIHeader(
                    name: lines.extracting(unchecked: start..<colon),
                    value: lines.extracting(unchecked: valueStart..<valueEnd))
            }
            position = colon + 1
        }
        return nil
    }

    @usableFromInline
    @_lifetime(copy self)
    mutating func nextOfCommandOutput() -> AMIHeader? {
        let count = lines.byteCount
        while position < count {
            let start = position
            var end = lines.firstLineFeed(from: start)
            position = end + 1
            if end > start, lines.byte(at: end - 1) == UInt8.carriageReturn { end -= 1 }
            let line = lines.extracting(start..<end)
            if !isInOutput {
                let colon = line.firstColonOrLineFeed(from: 0)
                let name = line.extracting(0..<min(colon, line.byteCount))
                if colon < line.byteCount,
                    name.equalsIgnoringCase("Response") || name.equalsIgnoringCase("Privilege")
                        || name.equalsIgnoringCase("ActionID")
                {
                    let valueStart = colon + 1
                    let space = valueStart < line.byteCount && line.byte(at: valueStart) == UInt8.space
                    return AMIHeader(name: name, value: line.extracting((valueStart + (space ? 1 : 0))...))
                }
                isInOutput = true
            }
            if position >= count {
                // The closing mark may follow output that had no line end of its own.
                let output = line.byteCount - RawSpan.endOfCommand.byteCount
                if output > 0 {
                    return AMIHeader(name: RawSpan("Output"), value: line.extracting(0..<output))
                }
                return nil
            }
            return AMIHeader(name: RawSpan("Output"), value: line)
        }
        return nil
    }
}

/// Searches eight bytes at a time in a general register.
///
/// A byte `b` of a word `w` is zero where `(w - 0x01…01) & ~w & 0x80…80` has its top bit set; a borrow may set bits
/// above a true zero but never below one, so the lowest set bit is always right. There is no branch a line, only one
/// where something is found: that is what makes it several times as fast as a search for each line's end.
///
/// Every unchecked load here reads bytes `i ..< i + width`, and stands behind a loop condition `i + width <= limit`
/// with `limit <= byteCount` and `i >= 0`.
extension RawSpan {
    /// `--END COMMAND--`, which ends what Asterisk before 14 says to `Command`.
    @usableFromInline static var endOfCommand: RawSpan {
        @_lifetime(immortal)
        get { RawSpan("--END COMMAND--") }
    }

    @inlinable
    @inline(__always)
    func word(at offset: Int) -> UInt64 {
        UInt64(littleEndian: unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
    }

    @inlinable
    @inline(__always)
    func sixteen(at offset: Int) -> SIMD16<UInt8> {
        unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: SIMD16<UInt8>.self)
    }

    /// Each byte is 255 where the mask is set and 0 where it is not, the first in the lowest.
    @inlinable
    @inline(__always)
    static func words(of mask: SIMDMask<SIMD16<Int8>>) -> SIMD2<UInt64> {
        let words = unsafeBitCast(mask, to: SIMD2<UInt64>.self)
        return SIMD2(UInt64(littleEndian: words[0]), UInt64(littleEndian: words[1]))
    }

    @inlinable
    @inline(__always)
    static func zeroBytes(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }

    /// The first LF at or after `start`, or `byteCount`.
    @inlinable
    @inline(__always)
    public func firstLineFeed(from start: Int) -> Int { firstLineFeed(from: start, limit: byteCount) }

    /// The first LF in `start ..< limit`, or `limit`.
    @inlinable
    @inline(__always)
    func firstLineFeed(from start: Int, limit: Int) -> Int {
        precondition(start >= 0 && limit <= byteCount)
        var i = start
        while i &+ 16 <= limit {
            let found = Self.words(of: sixteen(at: i) .== SIMD16(repeating: UInt8.lineFeed))
            // Where it is in them can't be foretold, so it is not asked by a branch.
            let isLow = found[0] != 0
            let half = isLow ? found[0] : found[1]
            if half != 0 { return i &+ (isLow ? 0 : 8) &+ half.trailingZeroBitCount >> 3 }
            i &+= 16
        }
        while i < limit {
            if unsafeLoad(fromUncheckedByteOffset: i, as: UInt8.self) == UInt8.lineFeed { return i }
            i &+= 1
        }
        return max(i, limit)
    }

    /// The first colon or LF at or after `start`, or `byteCount`.
    @inlinable
    @inline(__always)
    public func firstColonOrLineFeed(from start: Int) -> Int {
        let limit = byteCount
        precondition(start >= 0)
        var i = start
        while i &+ 8 <= limit {
            let bytes = word(at: i)
            let found =
                Self.zeroBytes(bytes ^ 0x3A3A_3A3A_3A3A_3A3A) | Self.zeroBytes(bytes ^ 0x0A0A_0A0A_0A0A_0A0A)
            if found != 0 { return i &+ found.trailingZeroBitCount >> 3 }
            i &+= 8
        }
        while i < limit {
            let byte = unsafeLoad(fromUncheckedByteOffset: i, as: UInt8.self)
            if byte == UInt8.colon || byte == UInt8.lineFeed { return i }
            i &+= 1
        }
        return max(i, limit)
    }

    /// Marks each LF among the eight bytes at `offset` that a control character below 0x10 follows: LF and CR are, and
    /// no letter that begins a line is. Reads nine bytes.
    @inlinable
    @inline(__always)
    func lineFeedsBeforeControls(at offset: Int) -> UInt64 {
        Self.zeroBytes(
            (word(at: offset) ^ 0x0A0A_0A0A_0A0A_0A0A) | (word(at: offset &+ 1) & 0xF0F0_F0F0_F0F0_F0F0))
    }

    /// The first LF in `start ..< limit` that a blank line follows (LF LF or LF CR LF, the last byte below `limit`
    /// too), or nil.
    @inlinable
    func lineFeedBeforeBlankLine(from start: Int, limit: Int) -> Int? {
        precondition(start >= 0 && limit <= byteCount)
        var i = start
        scan: while true {
            while i &+ 33 <= limit {
                let a = lineFeedsBeforeControls(at: i)
                let b = lineFeedsBeforeControls(at: i &+ 8)
                let c = lineFeedsBeforeControls(at: i &+ 16)
                let d = lineFeedsBeforeControls(at: i &+ 24)
                if (a | b) | (c | d) != 0 {
                    let candidate: Int
                    if a != 0 {
                        candidate = i &+ a.trailingZeroBitCount >> 3
                    } else if b != 0 {
                        candidate = i &+ 8 &+ b.trailingZeroBitCount >> 3
                    } else if c != 0 {
                        candidate = i &+ 16 &+ c.trailingZeroBitCount >> 3
                    } else {
                        candidate = i &+ 24 &+ d.trailingZeroBitCount >> 3
                    }
                    if isBlankLine(at: candidate &+ 1, limit: limit) { return candidate }
                    i = candidate &+ 1
                    continue scan
                }
                i &+= 32
            }
            break
        }
        while i < limit {
            if unsafeLoad(fromUncheckedByteOffset: i, as: UInt8.self) == UInt8.lineFeed,
                isBlankLine(at: i &+ 1, limit: limit)
            {
                return i
            }
            i &+= 1
        }
        return nil
    }

    /// Does a whole empty line stand at `offset`, all of it below `limit`?
    @inlinable
    @inline(__always)
    func isBlankLine(at offset: Int, limit: Int) -> Bool {
        guard offset < limit else { return false }
        if byte(at: offset) == UInt8.lineFeed { return true }
        return byte(at: offset) == UInt8.carriageReturn && offset + 1 < limit
            && byte(at: offset + 1) == UInt8.lineFeed
    }

    /// The LF of a line that ends in `--END COMMAND--` and has a blank line after it, or nil.
    /// - Parameters:
    ///   - start: Where to search from.
    ///   - lineFeed: The LF of the message's first line; the mark stands after it.
    @usableFromInline
    func lineFeedBeforeEndOfCommand(from start: Int, lineFeed: Int, limit: Int) -> Int? {
        let mark = Self.endOfCommand
        var i = start
        while let candidate = lineFeedBeforeBlankLine(from: i, limit: limit) {
            var end = candidate
            if byte(at: end - 1) == UInt8.carriageReturn { end -= 1 }
            let markStart = end - mark.byteCount
            if markStart > lineFeed, extracting(markStart..<end).equals(mark) { return candidate }
            i = candidate + 1
        }
        return nil
    }
}

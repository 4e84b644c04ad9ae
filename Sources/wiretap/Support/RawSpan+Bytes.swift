import Glibc

extension RawSpan {
    /// The byte at an offset, bounds checked.
    @inline(__always)
    subscript(offset: Int) -> UInt8 {
        precondition(offset >= 0 && offset < byteCount, "offset out of bounds")
        // Unsafe only in its name here: the bounds are checked above, and every bit pattern is a UInt8.
        return unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
    }

    /// Where the next byte of that value is, or nil.
    func firstOffset(of byte: UInt8, from start: Int) -> Int? {
        precondition(start >= 0 && start <= byteCount, "offset out of bounds")
        // Unsafe: memchr wants a pointer. It stays within the span, whose bytes outlive the closure.
        return unsafe withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress, start < buffer.count else { return nil }
            guard let found = memchr(base + start, Int32(byte), buffer.count - start) else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }

    /// A copy of some of the bytes.
    func copy(_ range: Range<Int>) -> [UInt8] {
        var copy: [UInt8] = []
        copy.append(self, range)
        return copy
    }

    /// Some of the bytes as text, invalid UTF-8 repaired.
    func text(_ range: Range<Int>) -> String { String(decoding: copy(range), as: UTF8.self) }

    /// Whether some of the bytes are exactly these.
    func equals(_ range: Range<Int>, _ literal: StaticString) -> Bool {
        guard range.count == literal.utf8CodeUnitCount else { return false }
        precondition(range.lowerBound >= 0 && range.upperBound <= byteCount, "range out of bounds")
        // Unsafe: memcmp wants pointers. Both sides were found to hold range.count bytes.
        return unsafe withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return true }
            return memcmp(base + range.lowerBound, literal.utf8Start, range.count) == 0
        }
    }
}

extension [UInt8] {
    /// Adds some of a span's bytes.
    mutating func append(_ bytes: borrowing RawSpan, _ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.byteCount, "range out of bounds")
        // Unsafe: there is no safe bulk append of a RawSpan yet. The range was checked, and the bytes are copied.
        unsafe bytes.withUnsafeBytes { append(contentsOf: $0[range]) }
    }
}

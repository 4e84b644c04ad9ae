import AMI

/// Finds a name's number among names that are known beforehand: one hash, one comparison, no string.
///
/// When it is made, it looks for a factor with which no two names meet in the table, so a look-up never probes.
struct NameTable: Sendable {
    private static let none: Int16 = -1

    /// All names, one behind the other, and where each begins; a last place is where they end.
    private var bytes: [UInt8] = []
    private var starts: [Int] = [0]
    private var slots: [Int16] = []
    private var factor: UInt64 = 0x9E37_79B9_7F4A_7C15
    private var shift: UInt64 = 0

    /// - Parameter names: The names; each one's place is its number.
    init(_ names: [String]) {
        for name in names {
            bytes += name.utf8
            starts.append(bytes.count)
        }
        precondition(Set(names).count == names.count && names.count < Int(Int16.max), "each name has one number")
        var bits: UInt64 = 1
        while 1 << bits < names.count * 2 { bits += 1 }
        var attempts = 0
        while !fill(bits: bits) {
            // An odd factor, and a larger table now and then, until all names have a place of their own.
            factor = factor &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407 | 1
            attempts += 1
            if attempts.isMultiple(of: 64), bits < 14 { bits += 1 }
        }
    }

    private mutating func fill(bits: UInt64) -> Bool {
        shift = 64 - bits
        slots = Array(repeating: Self.none, count: 1 << Int(bits))
        for number in 0..<starts.count - 1 {
            let place = slot(of: bytes.span.bytes.extracting(starts[number]..<starts[number + 1]))
            if slots[place] != Self.none { return false }
            slots[place] = Int16(number)
        }
        return true
    }

    /// The number of a name; `nil` for one that is not among them.
    @inline(__always)
    func find(_ name: RawSpan) -> Int? {
        let number = Int(slots[slot(of: name)])
        guard number >= 0, bytes.span.bytes.extracting(starts[number]..<starts[number + 1]).equals(name)
        else { return nil }
        return number
    }

    /// From now on a name is as one that is not among them.
    mutating func remove(_ number: Int) {
        slots[slot(of: bytes.span.bytes.extracting(starts[number]..<starts[number + 1]))] = Self.none
    }

    /// Made of the length and of all bytes: two names that differ in the middle alone would never part otherwise.
    @inline(__always)
    private func slot(of name: RawSpan) -> Int {
        let count = name.byteCount
        var hash = UInt64(count) &* factor
        if count >= 8 {
            hash ^= name.eightBytes(at: 0) &* factor
            var offset = 8
            while offset &+ 8 < count {
                hash = (hash ^ hash >> 29) &* factor ^ name.eightBytes(at: offset)
                offset &+= 8
            }
            hash = (hash ^ hash >> 29) &* factor ^ name.eightBytes(at: count &- 8)
        } else {
            var rest: UInt64 = 0
            for offset in 0..<count { rest = rest << 8 | UInt64(name.byte(at: offset)) }
            hash ^= rest
        }
        hash = (hash ^ hash >> 32) &* factor
        return Int(truncatingIfNeeded: hash >> shift)
    }
}

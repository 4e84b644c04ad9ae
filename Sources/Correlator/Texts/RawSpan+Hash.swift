import AMI

extension RawSpan {
    /// 64 bits that say which bytes these are, by folded multiplication (as in wyhash): the same on every machine and in
    /// every run.
    ///
    /// - Parameter seed: What nobody else knows, where nobody shall be able to choose bytes that have the same hash.
    func hash(seed: UInt64) -> UInt64 {
        var hash = seed ^ UInt64(byteCount)
        var offset = 0
        while offset + 8 <= byteCount {
            hash = Self.folded(hash ^ eightBytes(at: offset), seed)
            offset += 8
        }
        var rest: UInt64 = 0
        while offset < byteCount {
            rest = rest << 8 | UInt64(byte(at: offset))
            offset += 1
        }
        return Self.folded(hash ^ rest, seed)
    }

    private static func folded(_ value: UInt64, _ seed: UInt64) -> UInt64 {
        let (high, low) = value.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return high ^ low ^ seed
    }
}

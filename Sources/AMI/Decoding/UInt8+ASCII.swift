extension UInt8 {
    @usableFromInline package static let lineFeed: UInt8 = 0x0A
    @usableFromInline package static let carriageReturn: UInt8 = 0x0D
    @usableFromInline package static let space: UInt8 = 0x20
    @usableFromInline package static let colon: UInt8 = 0x3A

    /// A to Z as a to z, everything else as it is.
    @inlinable
    var asciiLowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

    /// Whether it is one of `0` to `9`, `a` to `f` and `A` to `F`.
    @inlinable
    public var isHexadecimal: Bool { self &- 0x30 < 10 || asciiLowercased &- 0x61 < 6 }
}

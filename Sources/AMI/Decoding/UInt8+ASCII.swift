extension UInt8 {
    @usableFromInline static let lineFeed: UInt8 = 0x0A
    @usableFromInline static let carriageReturn: UInt8 = 0x0D
    @usableFromInline static let space: UInt8 = 0x20
    @usableFromInline static let colon: UInt8 = 0x3A

    /// A to Z as a to z, everything else as it is.
    @inlinable
    var asciiLowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
}

import AMI

/// A channel that is there. Its id is in the directory of channels.
struct Channel {
    /// Its name, owned; it can change.
    var name: UInt32
    /// The place of the call it belongs to.
    var call: Int32
    /// The place of the bridge it is in; -1 for none.
    var bridge: Int32 = -1
    /// The other half of the Local channel that this one is a half of; -1 for none.
    var otherHalf: Int32 = -1
    /// The resynchronisation in which it was last seen, or during which it began.
    var rollCall: Int32
    /// Whether it is known to be in the same call as the channels that came into its bridge before it.
    var isUnited = false

    /// The name without its unique part: `PJSIP/21` in `PJSIP/21-0000002a`.
    static func device(in name: RawSpan) -> Range<Int> {
        0..<(name.last(UInt8(ascii: "-")) ?? name.byteCount)
    }

    /// The part of a device's name behind the technology: `21` in `PJSIP/21`; empty where there is none.
    static func endpoint(in name: RawSpan, device: Range<Int>) -> Range<Int> {
        for offset in device where name.byte(at: offset) == UInt8(ascii: "/") { return offset + 1..<device.upperBound }
        return 0..<0
    }

    /// The same of a text that names a device or a channel: the unique part of a channel's name is eight hexadecimal
    /// digits behind a dash.
    static func endpoint(inDeviceOrChannel name: RawSpan) -> Range<Int> {
        let whole = 0..<name.byteCount
        guard let dash = name.last(UInt8(ascii: "-")), name.byteCount - dash == 9 else {
            return endpoint(in: name, device: whole)
        }
        let isChannel = (dash + 1..<name.byteCount).allSatisfy { name.byte(at: $0).isHexadecimal }
        return endpoint(in: name, device: isChannel ? 0..<dash : whole)
    }
}

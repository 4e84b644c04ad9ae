/// The ids of one round of a capture: each of its Uniqueids, channels, bridges and call ids gets one that no other round
/// has, the same one wherever it stands, and in the same order.
struct FreshIDs: Equatable, Sendable {
    /// Added to each time, in microseconds.
    var shift: Int64 = 0
    /// The counter of the round's first Uniqueid (`1795524468.880`: the part behind the dot).
    var firstUniqueID: UInt64 = 0
    /// The counter of the round's first channel name (`PJSIP/21-00000371`).
    var firstChannel: UInt32 = 0
    /// The counter of the round's first call id (`[C-00000191]`).
    var firstCall: UInt32 = 0
    /// What the round's bridge ids are made from.
    var round: UInt64 = 0

    /// `SECONDS.MICROSECONDS`, shifted.
    func appendTime(_ microseconds: Int64, to out: inout [UInt8]) {
        let time = max(0, microseconds + shift)
        Self.appendDecimal(UInt64(time / 1_000_000), width: 0, to: &out)
        out.append(UInt8(ascii: "."))
        Self.appendDecimal(UInt64(time % 1_000_000), width: 6, to: &out)
    }

    /// `SECONDS.COUNTER`, the seconds shifted with the time.
    func appendUniqueID(seconds: Int64, slot: Int, to out: inout [UInt8]) {
        Self.appendDecimal(UInt64(max(0, (seconds * 1_000_000 + shift) / 1_000_000)), width: 0, to: &out)
        out.append(UInt8(ascii: "."))
        Self.appendDecimal(firstUniqueID + UInt64(slot), width: 0, to: &out)
    }

    /// The eight hexadecimal digits that end a channel's name.
    func appendChannel(slot: Int, to out: inout [UInt8]) {
        Self.appendHex(UInt64(firstChannel &+ UInt32(truncatingIfNeeded: slot)), digits: 8, to: &out)
    }

    /// The eight hexadecimal digits of a call id.
    func appendCall(slot: Int, to out: inout [UInt8]) {
        Self.appendHex(UInt64(firstCall &+ UInt32(truncatingIfNeeded: slot)), digits: 8, to: &out)
    }

    /// A UUID of version 4 in form; made from the round and the slot, so that the same play is the same bytes.
    func appendUUID(slot: Int, to out: inout [UInt8]) {
        let high = Self.mixed(round &* 0x1_0000 &+ UInt64(slot) &+ 1)
        let low = Self.mixed(high ^ round)
        let dash = UInt8(ascii: "-")
        Self.appendHex(high >> 32, digits: 8, to: &out)
        out.append(dash)
        Self.appendHex(high >> 16 & 0xFFFF, digits: 4, to: &out)
        out.append(dash)
        Self.appendHex(high & 0x0FFF | 0x4000, digits: 4, to: &out)
        out.append(dash)
        Self.appendHex(low >> 48 & 0x3FFF | 0x8000, digits: 4, to: &out)
        out.append(dash)
        Self.appendHex(low & 0xFFFF_FFFF_FFFF, digits: 12, to: &out)
    }

    // SplitMix64.
    private static func mixed(_ seed: UInt64) -> UInt64 {
        var value = seed &* 0x9E37_79B9_7F4A_7C15
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    private static func appendDecimal(_ number: UInt64, width: Int, to out: inout [UInt8]) {
        var divisor: UInt64 = 1
        var digits = 1
        while number / divisor >= 10 {
            divisor *= 10
            digits += 1
        }
        for _ in 0..<max(0, width - digits) { out.append(0x30) }
        while divisor > 0 {
            out.append(0x30 + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }

    private static func appendHex(_ number: UInt64, digits: Int, to out: inout [UInt8]) {
        for place in stride(from: (digits - 1) * 4, through: 0, by: -4) {
            let digit = UInt8(number >> UInt64(place) & 15)
            out.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
    }
}

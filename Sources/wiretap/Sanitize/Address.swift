import Glibc

/// Reading and writing IP addresses in text.
enum Address {
    /// The address that a dotted quad is, in host order.
    static func version4(_ text: ArraySlice<UInt8>) -> UInt32? {
        var address: UInt32 = 0
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        for part in parts {
            guard (1...3).contains(part.count), part.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            let value = part.reduce(0) { $0 * 10 + UInt32($1 - 0x30) }
            guard value < 256 else { return nil }
            address = address << 8 | value
        }
        return address
    }

    static func text(version4 address: UInt32) -> String {
        "\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)"
    }

    /// The sixteen bytes that an IPv6 address is.
    static func version6(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard text.count <= 45, text.filter({ $0 == UInt8(ascii: ":") }).count >= 2 else { return nil }
        var address = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, String(decoding: text, as: UTF8.self), &address) == 1 else { return nil }
        return address
    }

    /// The stand-in of a number in 2001:db8::/32.
    static func text(standIn6 index: Int) -> String {
        let high = index >> 16
        let low = String(index & 0xFFFF, radix: 16)
        return high == 0 ? "2001:db8::\(low)" : "2001:db8::\(String(high, radix: 16)):\(low)"
    }

    static func index(ofStandIn6 address: [UInt8]) -> Int? {
        guard address.starts(with: [0x20, 0x01, 0x0D, 0xB8]) else { return nil }
        return address.suffix(4).reduce(0) { $0 << 8 | Int($1) }
    }
}

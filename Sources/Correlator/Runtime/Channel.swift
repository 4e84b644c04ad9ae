/// A channel that is there.
struct Channel {
    /// Its Uniqueid.
    var id: String
    /// Its name, which can change.
    var name: String
    /// The place of the call it belongs to.
    var call: Int
    /// The bridge it is in; empty for none.
    var bridge = ""
    /// The roll call in which it was last seen, or during which it began.
    var rollCall: Int

    /// The part of the name between technology and unique part: `21` in `PJSIP/21-0000002a`.
    var endpoint: String { Self.endpoint(of: device) }

    /// The part of a device's name behind the technology: `21` in `PJSIP/21`; empty where there is none.
    static func endpoint(of device: String) -> String {
        guard let slash = device.utf8.firstIndex(of: UInt8(ascii: "/")) else { return "" }
        return String(device[device.utf8.index(after: slash)...])
    }

    /// The same of a text that names a device or a channel: the unique part of a channel's name is eight hexadecimal
    /// digits behind a dash.
    static func endpoint(ofDeviceOrChannel name: String) -> String {
        guard let dash = name.utf8.lastIndex(of: UInt8(ascii: "-")) else { return endpoint(of: name) }
        let unique = name[name.utf8.index(after: dash)...]
        let isChannel = unique.utf8.count == 8 && unique.allSatisfy(\.isHexDigit)
        return endpoint(of: isChannel ? String(name[..<dash]) : name)
    }

    /// The name without its unique part: `PJSIP/21` in `PJSIP/21-0000002a`.
    var device: String {
        guard let dash = name.utf8.lastIndex(of: UInt8(ascii: "-")) else { return name }
        return String(name[..<dash])
    }
}

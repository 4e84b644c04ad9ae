/// A set of AMI event classes (`Privilege: call,all`, `EventMask: call,dialplan`).
struct EventClasses: OptionSet, Hashable, Sendable {
    let rawValue: UInt32

    // Asterisk's include/asterisk/manager.h, in its order; what it may add later shares the last bit.
    private static let names = [
        "system", "call", "log", "verbose", "command", "agent", "user", "config", "dtmf", "reporting", "cdr",
        "dialplan", "originate", "agi", "cc", "aoc", "test", "security", "message",
    ]

    /// What an event mask is written with.
    static let masks = ["on", "off"] + names

    static let all = EventClasses(rawValue: .max)
    static let system = EventClasses(rawValue: 1)

    init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Reads the `Privilege` of an event; its closing `all` says nothing.
    init(privilege: String) {
        var value: UInt32 = 0
        for name in privilege.split(separator: ",") where name != "all" { value |= Self.bit(of: String(name)) }
        rawValue = value
    }

    /// Reads an `EventMask` or the `Events` of a login: `on`, `off` or names.
    init(mask: String) {
        let text = mask.lowercased()
        switch text {
        case "on", "all", "yes", "true", "1", "-1": self = .all
        case "off", "no", "false", "0", "none", "": self = []
        default:
            var value: UInt32 = 0
            for name in text.split(whereSeparator: { $0 == "," || $0 == " " }) {
                value |= name == "all" ? .max : Self.bit(of: String(name))
            }
            rawValue = value
        }
    }

    private static func bit(of name: String) -> UInt32 {
        names.firstIndex(of: name).map { 1 << UInt32($0) } ?? 1 << 31
    }
}

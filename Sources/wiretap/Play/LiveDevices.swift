/// What the devices do at this point of the play, as DeviceStateList tells of them. Those of which nothing was played yet
/// do what they are recorded to do first: a PBX knows its phones before they do anything.
///
/// Like ``LiveChannels``, it has to know by name what Asterisk's own list comes from.
struct LiveDevices {
    static let event = "DeviceStateChange"
    /// The action that lists them, in small letters.
    static let action = "devicestatelist"

    private var states: [[UInt8]: [UInt8]] = [:]
    private var order: [[UInt8]] = []

    /// Takes in an event that was just played, or that a list was made of.
    mutating func take(_ event: [UInt8]) {
        guard let (device, state) = Self.read(event) else { return }
        if states.updateValue(state, forKey: device) == nil { order.append(device) }
    }

    /// Takes in an event that is to be played, of a device of which nothing is known yet.
    mutating func take(first event: [UInt8]) {
        guard let (device, state) = Self.read(event), states[device] == nil else { return }
        states[device] = state
        order.append(device)
    }

    private static func read(_ event: [UInt8]) -> (device: [UInt8], state: [UInt8])? {
        let bytes = event.span.bytes
        var cursor = CaptureCursor()
        guard let piece = cursor.next(in: bytes) else { return nil }
        var device: [UInt8]?
        var state: [UInt8]?
        piece.forEachLine(in: bytes) { line in
            guard let name = line.name else { return }
            if bytes.equals(name, "Device") { device = bytes.copy(line.value) }
            if bytes.equals(name, "State") { state = bytes.copy(line.value) }
        }
        guard let device, let state else { return nil }
        return (device, state)
    }

    /// An event for each device, of what it does.
    var events: [[UInt8]] { items.map { Array("Event: \(Self.event)\r\n".utf8) + $0 + Array("\r\n".utf8) } }

    private var items: [[UInt8]] {
        order.map { device in
            Array("Device: ".utf8) + device + Array("\r\nState: ".utf8) + (states[device] ?? []) + Array("\r\n".utf8)
        }
    }

    /// The answer to DeviceStateList, as Asterisk words it.
    func list(actionID: [UInt8]?) -> [UInt8] {
        RecordedAnswers.list(
            items.map { Array("Event: \(Self.event)\r\n".utf8) + RecordedAnswers.header(actionID) + $0 },
            actionID: actionID,
            message: "Device State Changes will follow", complete: "DeviceStateListComplete")
    }
}

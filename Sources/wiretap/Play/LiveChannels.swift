/// The channels that exist at this point of the recording, as CoreShowChannels lists them.
///
/// A player stands in for the PBX itself, so it has to know by name what Asterisk's own channel list comes from: an end
/// (`Hangup`) and a leaving (`BridgeLeave`) have the headers of any other event. What a call is, and what its events
/// mean, is none of its business.
struct LiveChannels {
    /// The events that say something new about a channel.
    static let events: Set<String> = [
        "Newchannel", "Newstate", "NewCallerid", "NewConnectedLine", "NewAccountCode", "Newexten", "Rename",
        "BridgeEnter", "BridgeLeave", "DialBegin", "DialEnd", "Hangup",
    ]

    private static let snapshot: Set<String> = [
        "ChannelState", "ChannelStateDesc", "CallerIDNum", "CallerIDName", "ConnectedLineNum", "ConnectedLineName",
        "Language", "AccountCode", "Context", "Exten", "Priority", "Uniqueid", "Linkedid",
    ]

    private struct Channel {
        var order: Int
        var lines: [[UInt8]] = []
        var application: [UInt8] = []
        var data: [UInt8] = []
        var bridge: [UInt8] = []
        var since: Int64
    }

    /// How many channels that ended are remembered.
    private static let mostEnded = 4096

    private var channels: [[UInt8]: Channel] = [:]
    private var begun = 0
    /// The channels that ended last: Asterisk may send another event of one after its Hangup.
    private var ended: Set<[UInt8]> = []
    /// The same in order, and the place of the oldest once there are as many as may be.
    private var endedInOrder: [[UInt8]] = []
    private var oldest = 0

    var count: Int { channels.count }

    /// Takes in an event that was just played.
    ///
    /// - Parameter time: microseconds since the play began.
    mutating func take(_ event: [UInt8], at time: Int64) {
        let bytes = event.span.bytes
        var values: [String: [UInt8]] = [:]
        var lines: [[UInt8]] = []
        var cursor = CaptureCursor()
        guard let piece = cursor.next(in: bytes) else { return }
        piece.forEachLine(in: bytes) { line in
            guard let nameRange = line.name else { return }
            let name = bytes.text(nameRange)
            values[name] = bytes.copy(line.value)
            if name == "Channel" || Self.snapshot.contains(name) { lines.append(bytes.copy(line.content)) }
        }
        guard let id = values["Uniqueid"], let event = values["Event"].map({ String(decoding: $0, as: UTF8.self) })
        else {
            return
        }
        if event == "Hangup" {
            channels[id] = nil
            remember(ended: id)
            return
        }
        if event == "Newchannel" { ended.remove(id) }
        if ended.contains(id) { return }
        // A capture that starts in mid-call has events of channels that began before.
        var channel = channels[id] ?? Channel(order: begun, since: time)
        if channels[id] == nil { begun += 1 }
        if event == "Rename", let name = values["Newname"] {
            if let place = channel.lines.firstIndex(where: { $0.starts(with: "Channel: ".utf8) }) {
                channel.lines[place] = Array("Channel: ".utf8) + name
            }
        } else {
            channel.lines = lines
        }
        if event == "Newexten" {
            channel.application = values["Application"] ?? []
            channel.data = values["AppData"] ?? []
        }
        if event == "BridgeEnter" { channel.bridge = values["BridgeUniqueid"] ?? [] }
        if event == "BridgeLeave" { channel.bridge = [] }
        channels[id] = channel
    }

    private mutating func remember(ended id: [UInt8]) {
        guard ended.insert(id).inserted else { return }
        if endedInOrder.count < Self.mostEnded { return endedInOrder.append(id) }
        ended.remove(endedInOrder[oldest])
        endedInOrder[oldest] = id
        oldest = (oldest + 1) % Self.mostEnded
    }

    /// The answer to CoreShowChannels, as Asterisk words it.
    func list(actionID: [UInt8]?, at time: Int64) -> [UInt8] {
        let id = actionID.map { Array("ActionID: ".utf8) + $0 + Array("\r\n".utf8) } ?? []
        var out = Array("Response: Success\r\n".utf8) + id
        out += "EventList: start\r\nMessage: Channels will follow\r\n\r\n".utf8
        for channel in channels.values.sorted(by: { $0.order < $1.order }) {
            out += "Event: CoreShowChannel\r\n".utf8
            out += id
            for line in channel.lines {
                out += line
                out += "\r\n".utf8
            }
            out += "BridgeId: ".utf8
            out += channel.bridge
            out += "\r\nApplication: ".utf8
            out += channel.application
            out += "\r\nApplicationData: ".utf8
            out += channel.data
            out += "\r\nDuration: \(Self.duration(max(0, time - channel.since)))\r\n\r\n".utf8
        }
        out += "Event: CoreShowChannelsComplete\r\n".utf8
        out += id
        out += "EventList: Complete\r\nListItems: \(channels.count)\r\n\r\n".utf8
        return out
    }

    private static func duration(_ microseconds: Int64) -> String {
        let seconds = microseconds / 1_000_000
        return [seconds / 3600, seconds / 60 % 60, seconds % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(
            separator: ":")
    }
}

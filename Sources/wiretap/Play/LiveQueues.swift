/// The queues at this point of the recording, as QueueStatus lists them: their members and waiting callers.
///
/// A queue or a member of which nothing was played yet is there from the beginning, as a PBX has them from its
/// configuration; such a member is free, unless it is recorded to be out of reach first.
///
/// Like ``LiveChannels``, it has to know by name what Asterisk's own list comes from.
struct LiveQueues {
    /// The action that lists them, in small letters.
    static let action = "queuestatus"
    /// The events that say something new about a queue.
    static let events: Set<String> = [
        "QueueMemberStatus", "QueueMemberAdded", "QueueMemberRemoved", "QueueMemberPause", "QueueMemberPenalty",
        "QueueCallerJoin", "QueueCallerLeave",
    ]
    /// Queues that are remembered, and members and callers of each.
    private static let most = 1000

    /// What Asterisk calls in the list by another name than in the event.
    private static let listed = ["MemberName": "Name", "Interface": "Location"]
    private static let ofMember = [
        "MemberName", "Interface", "StateInterface", "Membership", "Penalty", "CallsTaken", "LastCall", "LastPause",
        "LoginTime", "InCall", "Status", "Paused", "PausedReason", "Wrapuptime",
    ]
    private static let ofCaller = [
        "Channel", "Uniqueid", "CallerIDNum", "CallerIDName", "ConnectedLineNum", "ConnectedLineName",
    ]
    private static let ofQueue = [
        "Max", "Strategy", "Holdtime", "TalkTime", "Completed", "Abandoned", "ServiceLevel", "ServicelevelPerf",
        "ServicelevelPerf2", "Weight",
    ]
    private static let free = Array("1".utf8)
    /// Invalid, and unavailable (Asterisk's `include/asterisk/devicestate.h`).
    private static let outOfReach: Set<[UInt8]> = [Array("4".utf8), Array("5".utf8)]

    private typealias Headers = [String: [UInt8]]

    private struct Queue {
        var name: [UInt8]
        var parameters: Headers = [:]
        var members: [(interface: [UInt8], headers: Headers)] = []
        /// In the order in which they are served.
        var callers: [(id: [UInt8], headers: Headers, since: Int64)] = []
    }

    private var queues: [Queue] = []

    var isEmpty: Bool { queues.isEmpty }

    /// Takes in an event that was just played.
    ///
    /// - Parameter time: microseconds since the play began.
    mutating func take(_ event: [UInt8], at time: Int64) {
        let values = Self.headers(of: event)
        guard let name = values["Event"].map({ String(decoding: $0, as: UTF8.self) }), let place = place(values)
        else { return }
        switch name {
        case "QueueCallerJoin":
            guard let id = values["Uniqueid"], queues[place].callers.count < Self.most else { return }
            queues[place].callers.removeAll { $0.id == id }
            let position = Int(String(decoding: values["Position"] ?? [], as: UTF8.self)) ?? .max
            let callers = queues[place].callers.count
            queues[place].callers.insert((id, values, time), at: min(max(position - 1, 0), callers))
        case "QueueCallerLeave": queues[place].callers.removeAll { $0.id == values["Uniqueid"] }
        case "QueueMemberRemoved": queues[place].members.removeAll { $0.interface == values["Interface"] }
        default: take(member: values, in: place)
        }
    }

    /// Takes in an event that will be played, or an entry of a list about something not known yet.
    ///
    /// - Parameter isListed: Whether it is of a list, which says how it was, and not of a change.
    mutating func take(first event: [UInt8], isListed: Bool = false) {
        var values = Self.headers(of: event)
        for (header, name) in Self.listed { values[header] = values[header] ?? values[name] }
        guard let place = place(values) else { return }
        for header in Self.ofQueue where queues[place].parameters[header] == nil {
            queues[place].parameters[header] = values[header]
        }
        guard let interface = values["Interface"], !queues[place].members.contains(where: { $0.interface == interface })
        else { return }
        if !isListed, let status = values["Status"], !Self.outOfReach.contains(status) {
            values["Status"] = Self.free
            values["InCall"] = Array("0".utf8)
        }
        take(member: values, in: place)
    }

    /// Adds the queues and members of which nothing is known yet.
    mutating func add(missing other: Self) {
        for queue in other.queues {
            guard let place = place(["Queue": queue.name]) else { return }
            queues[place].parameters.merge(queue.parameters) { known, _ in known }
            for member in queue.members
            where !queues[place].members.contains(where: { $0.interface == member.interface }) {
                take(member: member.headers, in: place)
            }
        }
    }

    private mutating func take(member values: Headers, in place: Int) {
        guard let interface = values["Interface"] else { return }
        if let member = queues[place].members.firstIndex(where: { $0.interface == interface }) {
            queues[place].members[member].headers.merge(values) { $1 }
        } else if queues[place].members.count < Self.most {
            queues[place].members.append((interface, values))
        }
    }

    /// The queue that an event is about, which is there from then on.
    private mutating func place(_ values: Headers) -> Int? {
        guard let name = values["Queue"], !name.isEmpty else { return nil }
        if let place = queues.firstIndex(where: { $0.name == name }) { return place }
        guard queues.count < Self.most else { return nil }
        queues.append(Queue(name: name))
        return queues.count - 1
    }

    private static func headers(of event: [UInt8]) -> Headers {
        let bytes = event.span.bytes
        var cursor = CaptureCursor()
        var values: Headers = [:]
        guard let piece = cursor.next(in: bytes) else { return values }
        piece.forEachLine(in: bytes) { line in
            if let name = line.name { values[bytes.text(name)] = bytes.copy(line.value) }
        }
        return values
    }

    /// The answer to QueueStatus, as Asterisk words it.
    ///
    /// - Parameters:
    ///   - name: The one queue that is asked for; `nil` for all.
    ///   - time: microseconds since the play began.
    func list(of name: [UInt8]?, actionID: [UInt8]?, at time: Int64) -> [UInt8] {
        var items: [[UInt8]] = []
        func add(_ event: String, _ queue: Queue, _ lines: [(String, [UInt8]?)]) {
            var item = Array("Event: \(event)\r\n".utf8) + RecordedAnswers.header(actionID)
            for (header, value) in [("Queue", queue.name)] + lines {
                item += Array("\(header): ".utf8) + (value ?? []) + Array("\r\n".utf8)
            }
            items.append(item)
        }
        for queue in queues where name.map({ $0.isEmpty || $0 == queue.name }) ?? true {
            let parameters = Self.ofQueue.map { ($0, queue.parameters[$0] ?? Self.parameter($0)) }
            add("QueueParams", queue, parameters + [("Calls", Array("\(queue.callers.count)".utf8))])
            for member in queue.members {
                add(
                    "QueueMember", queue,
                    Self.ofMember.map { (Self.listed[$0] ?? $0, member.headers[$0] ?? Self.parameter($0)) })
            }
            for (place, caller) in queue.callers.enumerated() {
                let wait = Array("\(max(0, time - caller.since) / 1_000_000)".utf8)
                add(
                    "QueueEntry", queue,
                    [("Position", Array("\(place + 1)".utf8))] + Self.ofCaller.map { ($0, caller.headers[$0]) }
                        + [("Wait", wait), ("Priority", Array("0".utf8))])
            }
        }
        return RecordedAnswers.list(
            items, actionID: actionID, message: "Queue status will follow", complete: "QueueStatusComplete")
    }

    /// What stands where nothing is known: texts say nothing, and numbers are 0.
    private static func parameter(_ header: String) -> [UInt8] {
        switch header {
        case "Strategy": Array("ringall".utf8)
        case "PausedReason", "Name", "Location", "StateInterface": []
        case "Membership": Array("static".utf8)
        default: Array("0".utf8)
        }
    }
}

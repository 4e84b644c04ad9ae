/// The lists that were asked for while a capture was recorded: a player gives them again.
///
/// What is in them of calls is left out: the play's calls have other ids, and are other calls by then.
struct RecordedAnswers: Sendable {
    private struct List {
        var items: [[UInt8]] = []
        var message = ""
        var complete = ""
    }

    // By action, in small letters; an event that completes a list is called as the action with "Complete" behind it.
    private var lists: [String: List] = [:]
    /// What each device is recorded to do first.
    private var firstStates = LiveDevices()
    /// The queues in events, with their members.
    private var firstQueues = LiveQueues()

    init() {}

    /// What devices did when the recorder asked, if it did; those that were not listed do what they did first.
    var devices: LiveDevices {
        var devices = LiveDevices()
        for item in lists[LiveDevices.action]?.items ?? [] { devices.take(item + Array("\r\n".utf8)) }
        for event in firstStates.events { devices.take(first: event) }
        return devices
    }

    /// The queues in the recorder's list, if it asked for one, and those in events.
    var queues: LiveQueues {
        var queues = LiveQueues()
        for item in lists[LiveQueues.action]?.items ?? [] {
            queues.take(first: item + Array("\r\n".utf8), isListed: true)
        }
        queues.add(missing: firstQueues)
        return queues
    }

    /// Adds the lists of a capture, its devices and its queues; of several lists of a kind, the first counts.
    mutating func add(_ bytes: borrowing RawSpan) {
        var open: [[UInt8]: List] = [:]
        var cursor = CaptureCursor()
        while let piece = cursor.next(in: bytes) {
            guard piece.kind == .message else { continue }
            guard Self.isAnswer(piece, in: bytes) else {
                switch Self.event(of: piece, in: bytes) {
                case LiveDevices.event: firstStates.take(first: bytes.copy(piece.range))
                case let event where LiveQueues.events.contains(event):
                    firstQueues.take(first: bytes.copy(piece.range))
                default: break
                }
                continue
            }
            var values: [String: [UInt8]] = [:]
            var item: [UInt8] = []
            piece.forEachLine(in: bytes) { line in
                guard let name = line.name else { return }
                values[bytes.text(name)] = bytes.copy(line.value)
                if !bytes.equals(name, "ActionID") { item += bytes.copy(line.content) + Array("\r\n".utf8) }
            }
            guard let id = values["ActionID"] else { continue }
            let text = { (name: String) in values[name].map { String(decoding: $0, as: UTF8.self) } ?? "" }
            if values["Response"] != nil {
                open[id] = text("EventList").lowercased() == "start" ? List(message: text("Message")) : nil
            } else if text("EventList").lowercased() == "complete" {
                let name = text("Event")
                if var list = open.removeValue(forKey: id), name.hasSuffix("Complete") {
                    list.complete = name
                    let action = name.dropLast("Complete".count).lowercased()
                    if lists[action] == nil { lists[action] = list }
                }
            } else if open[id] != nil, values["Uniqueid"] == nil {
                open[id]?.items.append(item)
            }
        }
    }

    private static func event(of piece: CapturePiece, in bytes: borrowing RawSpan) -> String {
        var event = ""
        piece.forEachLine(in: bytes) { line in
            if let name = line.name, bytes.equals(name, "Event") { event = bytes.text(line.value) }
        }
        return event
    }

    /// Whether a message has an ActionID: few have, and only those are looked at more closely.
    private static func isAnswer(_ piece: CapturePiece, in bytes: borrowing RawSpan) -> Bool {
        var isAnswer = false
        piece.forEachLine(in: bytes) { line in
            if let name = line.name, bytes.equals(name, "ActionID") { isAnswer = true }
        }
        return isAnswer
    }

    /// The recorded answer to an action, or nil if nobody asked for it then.
    func answer(to action: String, actionID: [UInt8]?) -> [UInt8]? {
        guard let list = lists[action] else { return nil }
        let items = list.items.map { item in
            // The event's name first, then whose answer it is.
            let first = (item.firstIndex(of: 0x0A) ?? item.endIndex - 1) + 1
            return Array(item[..<first]) + Self.header(actionID) + Array(item[first...])
        }
        return Self.list(items, actionID: actionID, message: list.message, complete: list.complete)
    }

    static func header(_ actionID: [UInt8]?) -> [UInt8] {
        actionID.map { Array("ActionID: ".utf8) + $0 + Array("\r\n".utf8) } ?? []
    }

    /// A list as Asterisk sends it.
    static func list(_ items: [[UInt8]], actionID: [UInt8]?, message: String, complete: String) -> [UInt8] {
        var out = Array("Response: Success\r\n".utf8) + header(actionID)
        out += "EventList: start\r\nMessage: \(message)\r\n\r\n".utf8
        for item in items { out += item + Array("\r\n".utf8) }
        out += Array("Event: \(complete)\r\n".utf8) + header(actionID)
        return out + Array("EventList: Complete\r\nListItems: \(items.count)\r\n\r\n".utf8)
    }
}

import Correlator

extension Legend {
    /// What the messages and words of a behaviour mean that tells of phones with whom they are, and of queues, trunks and
    /// mailboxes.
    package static let withThings: Legend = {
        var tables = CallTables.calls
        for thing in [phone, queue, trunk, mailbox] {
            tables.messages.removeAll { $0.name == thing.name }
            tables.messages.append(thing)
        }
        return Legend(tables)
    }()

    private static func thing(
        _ name: String, _ kind: String, _ role: MessageRole?, _ fields: [MessageTable.Field]
    ) -> MessageTable {
        MessageTable(
            name, description: "What it does", isAboutCall: false,
            topic: [.text("\(kind)/"), .value(.callText(0)), .text("/state")], retain: true, role: role,
            fields: [.init("event", .ownName)] + fields + [
                .init("timestamp", .time([.known(.now)])), .init("event_id", .eventID),
                .init("pbx", .pbx, isOptional: true),
            ])
    }

    private static func count(_ name: String, _ unit: String, _ tone: Tone? = nil) -> MessageTable.Field {
        .init(name, .number([.number(0)]), unit: unit, tone: tone)
    }

    private static func text(_ name: String, role: FieldRole? = nil) -> MessageTable.Field {
        .init(name, .text([.callText(0)]), isOptional: true, role: role)
    }

    private static let phone = thing(
        "extension_state", "extension", .lamp,
        [
            text("extension"), text("name", role: .name),
            .init(
                "state", .word(.callNumber(0), ["idle", "ringing", "busy", "held", "unavailable"]),
                tones: [
                    "idle": .calm, "ringing": .waiting, "busy": .connected, "held": .paused, "unavailable": .trouble,
                ]),
            text("device"), text("call_id"), .init("peer", .party(number: [], name: []), isOptional: true),
            .init(
                "direction", .word(.callNumber(0), ["internal", "inbound", "outbound"]), isOptional: true,
                ways: ["internal": .inside, "inbound": .inward, "outbound": .outward]),
        ])
    private static let queue = thing(
        "queue_state", "queue", .queue,
        [
            text("queue"), count("callers", "callers", .waiting),
            .init("longest_wait_seconds", .seconds(from: [], to: [])), count("members_free", "members", .calm),
            count("members_busy", "members", .connected), count("members_paused", "members", .paused),
            count("members_unavailable", "members", .trouble),
        ])
    private static let trunk = thing(
        "trunk_state", "trunk", nil,
        [
            text("trunk"),
            .init(
                "state", .word(.callNumber(0), ["online", "offline"]), tones: ["online": .calm, "offline": .trouble]),
            count("calls", "calls", .connected),
        ])
    private static let mailbox = thing(
        "mailbox_state", "mailbox", nil,
        [text("mailbox"), count("new", "messages", .missed), count("old", "messages")])
}

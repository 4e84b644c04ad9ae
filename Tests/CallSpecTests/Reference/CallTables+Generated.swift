// Made by callgen from the spec of calls. Edit the spec, not this.
// swift-format-ignore-file

public import CallLogic

/// The states of a call.
public enum CallState: UInt8, Sendable, CaseIterable {
    /// Nobody knows yet.
    case waiting = 0
    /// A phone rings.
    case ringing = 1
    /// Somebody answered.
    case open = 2
    /// That was it.
    case over = 3
}

/// What can happen to a call.
public enum CallTrigger: UInt8, Sendable, CaseIterable {
    /// Somebody is at the door.
    case visitor = 0
    /// A phone is dialled.
    case dialled = 1
    /// A phone rings.
    case rings = 2
    /// Two are connected.
    case opened = 3
    /// A phone is gone.
    case gone = 4
    /// All are.
    case over = 5
    /// All were found gone.
    case lost = 6
    /// The last went over to another call.
    case merged = 7
}

/// The messages that are published.
public enum CallMessage: UInt8, Sendable, CaseIterable {
    /// Somebody is at the "door"
    case bell = 0
    /// Nobody is there any more
    case done = 1

    /// The message with a name, such as `hungup`; `nil` if the spec has none.
    public init?(name: String) {
        guard let message = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = message
    }

    /// Its name, as it is published.
    public var name: String { CallTables.calls.messages[Int(rawValue)].name }
}

/// The AMI events that the spec uses.
public enum AMIEventName: UInt8, Sendable, CaseIterable {
    /// `Newchannel`, of the class `call`.
    case newchannel = 0
    /// `Newstate`, of the class `call`.
    case newstate = 1
    /// `DialBegin`, of the class `call`.
    case dialBegin = 2
    /// `BridgeEnter`, of the class `call`.
    case bridgeEnter = 3
    /// `Hangup`, of the class `call`.
    case hangup = 4
    /// `CoreShowChannel`, of the class `reporting`.
    case coreShowChannel = 5
    /// `CoreShowChannelsComplete`, of the class `reporting`.
    case coreShowChannelsComplete = 6
}

/// The headers that are read.
public enum AMIHeaderName: UInt8, Sendable, CaseIterable {
    /// `Timestamp`.
    case timestamp = 0
    /// `Uniqueid`.
    case uniqueid = 1
    /// `Channel`.
    case channel = 2
    /// `Linkedid`.
    case linkedid = 3
    /// `BridgeUniqueid`.
    case bridgeUniqueid = 4
    /// `CallerIDNum`.
    case callerIDNum = 5
    /// `CallerIDName`.
    case callerIDName = 6
    /// `Exten`.
    case exten = 7
    /// `ChannelStateDesc`.
    case channelStateDesc = 8
    /// `DestUniqueid`.
    case destUniqueid = 9
    /// `DestChannel`.
    case destChannel = 10
    /// `DestLinkedid`.
    case destLinkedid = 11
    /// `DestCallerIDNum`.
    case destCallerIDNum = 12
    /// `Cause`.
    case cause = 13
    /// `ActionID`.
    case actionID = 14
    /// `ListItems`.
    case listItems = 15
}

/// The facts of a call that are numbers, flags, times, causes or words.
public enum CallNumber: UInt8, Sendable, CaseIterable {
    /// How many phones rang.
    case rings = 0
    /// When the first of them did.
    case rangAt = 1
    /// Why it ended.
    case code = 2
    /// The same by name.
    case cause = 3
    /// What came of it.
    case outcome = 4
}

/// The facts of a call that are texts.
public enum CallText: UInt8, Sendable, CaseIterable {
    /// Who rings.
    case fromExtension = 0
    /// Who rings.
    case fromName = 1
    /// Where.
    case toExtension = 2
    /// Where.
    case toName = 3
}

/// The facts of a channel that are numbers, flags, times, causes or words.
public enum ChannelNumber: UInt8, Sendable, CaseIterable {
    /// The door itself.
    case door = 0
    /// A phone that was dialled.
    case wanted = 1
}

/// The facts of a channel that are texts.
public enum ChannelText: UInt8, Sendable, CaseIterable {
    /// Whose phone it is.
    case partyExtension = 0
    /// Whose phone it is.
    case partyName = 1
}

extension CallTables {
    /// Doors: who rings, and for how long.
    public static let calls = CallTables(
        spec: SpecIdentity(name: "calls.json", hash: "41d1df6b0ad31ca7"),
        events: eventTables,
        headers: headerTables,
        nothing: ["<unknown>"],
        identity: Identity(time: 0, channelID: 1, callID: 3, bridgeID: 4),
        asks: [],
        rollCall: RollCall(action: "CoreShowChannels", actionID: 14, count: 15),
        callNumbers: [FactTable("rings", .number, .zero), FactTable("rang_at", .time, .unset), FactTable("code", .number, .unset), FactTable("cause", .cause, .unset), FactTable("outcome", .word, .unset)],
        callTextCount: 4,
        channelNumbers: [FactTable("door", .flag, .nameMatches(["PJSIP/door-*"])), FactTable("wanted", .flag, .zero)],
        channelTextCount: 2,
        timers: timerTables,
        triggers: triggerConditions,
        occurrences: Occurrences(lastChannelEnded: [5], lastChannelMoved: [7], lastChannelLost: [6], channelArrived: []),
        finalStates: [false, false, false, true],
        transitions: transitionTable,
        choices: choiceTable,
        rules: ruleTables,
        messages: messageTables,
        causes: causeTables,
        causeOfCode: [0, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8],
        layout: 0x79F3A3A5B1401E4C)

    private static let eventTables: [EventTable] = [
        EventTable("Newchannel", class: "call", .begins, bridge: .none, channel: .init(id: 1, name: 2, call: 3), peer: nil, peerDevice: nil, triggers: [0]),
        EventTable("Newstate", class: "call", .mentions, bridge: .none, channel: .init(id: 1, name: 2, call: 3), peer: nil, peerDevice: nil, triggers: [2]),
        EventTable("DialBegin", class: "call", .mentions, bridge: .none, channel: .init(id: 1, name: 2, call: 3), peer: .init(id: 9, name: 10, call: 11), peerDevice: nil, triggers: [1]),
        EventTable("BridgeEnter", class: "call", .mentions, bridge: .enters, channel: .init(id: 1, name: 2, call: 3), peer: nil, peerDevice: nil, triggers: [3]),
        EventTable("Hangup", class: "call", .ends, bridge: .none, channel: .init(id: 1, name: 2, call: 3), peer: nil, peerDevice: nil, triggers: [4]),
        EventTable("CoreShowChannel", class: "reporting", .present, bridge: .none, channel: .init(id: 1, name: 2, call: 3), peer: nil, peerDevice: nil, triggers: []),
        EventTable("CoreShowChannelsComplete", class: "reporting", .rollCallComplete, bridge: .none, channel: .init(id: 1, name: 2, call: 3), peer: nil, peerDevice: nil, triggers: []),
    ]

    private static let headerTables: [HeaderTable] = [
        HeaderTable("Timestamp", vocabulary: [], nothing: []),
        HeaderTable("Uniqueid", vocabulary: [], nothing: []),
        HeaderTable("Channel", vocabulary: [], nothing: []),
        HeaderTable("Linkedid", vocabulary: [], nothing: []),
        HeaderTable("BridgeUniqueid", vocabulary: [], nothing: []),
        HeaderTable("CallerIDNum", vocabulary: [], nothing: []),
        HeaderTable("CallerIDName", vocabulary: [], nothing: []),
        HeaderTable("Exten", vocabulary: [], nothing: ["s"]),
        HeaderTable("ChannelStateDesc", vocabulary: ["Ringing"], nothing: []),
        HeaderTable("DestUniqueid", vocabulary: [], nothing: []),
        HeaderTable("DestChannel", vocabulary: [], nothing: []),
        HeaderTable("DestLinkedid", vocabulary: [], nothing: []),
        HeaderTable("DestCallerIDNum", vocabulary: [], nothing: []),
        HeaderTable("Cause", vocabulary: [], nothing: []),
        HeaderTable("ActionID", vocabulary: [], nothing: []),
        HeaderTable("ListItems", vocabulary: [], nothing: []),
    ]

    private static let timerTables: [TimerTable] = [
    ]

    private static let triggerConditions: [[Condition]] = [
        // visitor: Somebody is at the door.
        [Condition(.channelNumber(ChannelNumber.door), .number(1))],
        // dialled: A phone is dialled.
        [Condition(.peerNumber(ChannelNumber.door), .number(0))],
        // rings: A phone rings.
        [Condition(.header(AMIHeaderName.channelStateDesc), .vocabulary([0])), Condition(.channelNumber(ChannelNumber.wanted), .number(1))],
        // opened: Two are connected.
        [],
        // gone: A phone is gone.
        [],
        // over: All are.
        [],
        // lost: All were found gone.
        [],
        // merged: The last went over to another call.
        [],
    ]

    /// A row a state, a column a trigger; the number of a choice, 0 for none.
    private static let transitionTable: [UInt16] = [
        // waiting
        1, 2, 3, 4, 5, 6, 6, 6,
        // ringing
        1, 2, 0, 4, 5, 6, 6, 6,
        // open
        1, 2, 0, 0, 5, 7, 7, 7,
        // over
        0, 0, 0, 0, 0, 0, 0, 0,
        // Outside of any call.
        0, 0, 0, 0, 0, 0, 0, 0,
    ]

    /// Transitions to try in turn.
    private static let choiceTable: [[Int]] = [
        [],
        [0],
        [1],
        [2],
        [3],
        [4],
        [6],
        [5],
    ]

    /// calls.json:62: from any on visitor.
    private static let rule0 = RuleTable(
        when: [],
        to: nil,
        do: [
            .setParty(.call, 0, number: [.header(AMIHeaderName.callerIDNum)], name: [.header(AMIHeaderName.callerIDName)], onlyIfUnset: false)  /* call.from.extension */,
            .setText(.call, 2, [.header(AMIHeaderName.exten)], onlyIfUnset: false)  /* call.to.extension */,
        ])

    /// calls.json:64: from any on dialled.
    private static let rule1 = RuleTable(
        when: [],
        to: nil,
        do: [
            .setNumber(.peer, 1, [.number(1)], onlyIfUnset: false)  /* peer.wanted */,
            .setParty(.peer, 0, number: [.header(AMIHeaderName.destCallerIDNum), .known(.peerEndpoint)], name: [], onlyIfUnset: false)  /* peer.party.extension */,
        ])

    /// calls.json:66: from waiting on rings to ringing.
    private static let rule2 = RuleTable(
        when: [],
        to: 1,
        do: [
            .setNumber(.call, 1, [.known(.now)], onlyIfUnset: false)  /* call.rang_at */,
            .addNumber(.call, 0, .number(1))  /* call.rings */,
            .emit(0, at: .known(.now))  /* bell */,
        ])

    /// calls.json:72: from waiting, ringing on opened to open.
    private static let rule3 = RuleTable(
        when: [],
        to: 2,
        do: [
            .mergeBridge,
        ])

    /// calls.json:74: from any on gone.
    private static let rule4 = RuleTable(
        when: [],
        to: nil,
        do: [
            .setNumber(.call, 2, [.header(AMIHeaderName.cause)], onlyIfUnset: true)  /* call.code */,
        ])

    /// calls.json:76: from open on over, lost, merged to over.
    private static let rule5 = RuleTable(
        when: [],
        to: 3,
        do: [
            .setCause(.call, 3, [.callNumber(CallNumber.code), .number(0)])  /* call.cause */,
            .setNumber(.call, 4, [.number(0)], onlyIfUnset: false)  /* call.outcome */,
            .emit(1, at: .known(.now))  /* done */,
        ])

    /// calls.json:81: from waiting, ringing on over, lost, merged to over.
    private static let rule6 = RuleTable(
        when: [],
        to: 3,
        do: [
            .setNumber(.call, 3, [.number(9)], onlyIfUnset: false)  /* call.cause */,
            .setNumber(.call, 4, [.number(1)], onlyIfUnset: false)  /* call.outcome */,
            .emit(1, at: .known(.now))  /* done */,
        ])

    private static let ruleTables: [RuleTable] = [
        rule0, rule1, rule2, rule3, rule4, rule5, rule6
    ]

    private static let bellMessage = MessageTable(
        "bell",
        description: "Somebody is at the \"door\"",
        isAboutCall: true,
        topic: [.text("call/"), .value(.known(.callID)), .text("/bell")],
        importance: 5,
        qos: nil, retain: false,
        fields: [
            MessageTable.Field("event", .ownName),
            MessageTable.Field("call_id", .text([.known(.callID)])),
            MessageTable.Field("from", .party(number: [.callText(CallText.fromExtension)], name: [.callText(CallText.fromName)])),
            MessageTable.Field("to", .party(number: [.callText(CallText.toExtension)], name: [.callText(CallText.toName)])),
            MessageTable.Field("phones", .parties(number: [.channelText(ChannelText.partyExtension)], name: [.channelText(ChannelText.partyName)], where: [Condition(.channelNumber(ChannelNumber.wanted), .number(1))])),
            MessageTable.Field("timestamp", .time([.known(.now)])),
        ])

    private static let doneMessage = MessageTable(
        "done",
        description: "Nobody is there any more",
        isAboutCall: true,
        topic: [.text("call/"), .value(.known(.callID)), .text("/done")],
        importance: 5,
        qos: nil, retain: false,
        fields: [
            MessageTable.Field("event", .ownName),
            MessageTable.Field("call_id", .text([.known(.callID)])),
            MessageTable.Field("from", .party(number: [.callText(CallText.fromExtension)], name: [.callText(CallText.fromName)])),
            MessageTable.Field("to", .party(number: [.callText(CallText.toExtension)], name: [.callText(CallText.toName)])),
            MessageTable.Field("cause", .causeName(.callNumber(CallNumber.cause))),
            MessageTable.Field("outcome", .word(.callNumber(CallNumber.outcome), ["opened", "ignored"])),
            MessageTable.Field("rings", .number([.callNumber(CallNumber.rings)])),
            MessageTable.Field("rang_seconds", .seconds(from: [.callNumber(CallNumber.rangAt)], to: [.known(.now)])),
        ])

    private static let messageTables: [MessageTable] = [
        bellMessage, doneMessage
    ]

    private static let causeTables: [CauseTable] = [
        CauseTable("unknown", code: 0, "No cause was given"),
        CauseTable("busy", code: 17, "The phone is busy"),
        CauseTable("class_one", code: 31, "Normal"),
        CauseTable("class_two", code: 47, "No resources"),
        CauseTable("class_three", code: 63, "Not available"),
        CauseTable("class_four", code: 79, "Not implemented"),
        CauseTable("class_five", code: 95, "Invalid"),
        CauseTable("class_six", code: 111, "Protocol error"),
        CauseTable("class_seven", code: 127, "Interworking"),
        CauseTable("ignored", code: nil, "Nobody came"),
    ]
}

extension BehaviourNames {
    /// What the parts of ``CallTables/calls`` are called.
    public static let calls = BehaviourNames(
        states: [
            State("waiting", "Nobody knows yet."),
            State("ringing", "A phone rings."),
            State("open", "Somebody answered."),
            State("over", "That was it."),
        ],
        triggers: [
            Trigger("visitor", on: "Newchannel", "Somebody is at the door.", when: ["channel.door is true"]),
            Trigger("dialled", on: "DialBegin", "A phone is dialled.", when: ["peer.door is false"]),
            Trigger("rings", on: "Newstate", "A phone rings.", when: ["ChannelStateDesc is Ringing", "channel.wanted is true"]),
            Trigger("opened", on: "BridgeEnter", "Two are connected."),
            Trigger("gone", on: "Hangup", "A phone is gone."),
            Trigger("over", on: "@last_channel_ended", "All are."),
            Trigger("lost", on: "@last_channel_lost", "All were found gone."),
            Trigger("merged", on: "@last_channel_moved", "The last went over to another call."),
        ],
        rules: [
            Rule(line: 62, does: ["set call.from to CallerIDNum", "set call.to.extension to Exten"]),
            Rule(line: 64, does: ["set peer.wanted to true", "set peer.party to DestCallerIDNum or peer.endpoint"]),
            Rule(line: 66, does: ["set call.rang_at to now", "add to call.rings", "emit bell"]),
            Rule(line: 72, does: ["merge bridge"]),
            Rule(line: 74, does: ["default call.code to Cause"]),
            Rule(line: 76, does: ["set call.cause to call.code or 0", "set call.outcome to opened", "emit done"]),
            Rule(line: 81, does: ["set call.cause to ignored", "set call.outcome to ignored", "emit done"]),
        ])
}

/// A short session for tests: one of each event of a real call, old and new command output, and a second banner.
enum Sample {
    /// With CR LF at each line's end.
    static let session = lines.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")

    private static let lines = """
        Asterisk Call Manager/11.0.0
        Response: Success
        Message: Authentication accepted

        Event: FullyBooted
        Privilege: system,all
        Uptime: 480
        LastReload: 480
        Status: Fully Booted

        Event: TestEvent
        Privilege: reporting,all
        Timestamp: 1795524468.875561
        Type: StateChange
        State: RTP_PORT_ALLOCATED
        AppFile: res_rtp_asterisk.c
        AppFunction: rtp_allocate_transport
        AppLine: 4179
        Port: 20908

        Event: Newchannel
        Privilege: call,all
        Timestamp: 1795524468.875849
        Channel: PJSIP/peer-00000370
        ChannelState: 4
        ChannelStateDesc: Ring
        CallerIDNum: 1986
        CallerIDName: Martin
        ConnectedLineNum: <unknown>
        ConnectedLineName: <unknown>
        Language: en
        AccountCode:\u{20}
        Context: from-peer
        Exten: 21
        Priority: 1
        Uniqueid: 1795524468.880
        Linkedid: 1795524468.880

        Event: VarSet
        Privilege: dialplan,all
        Timestamp: 1795524468.875916
        Channel: PJSIP/peer-00000370
        ChannelState: 4
        ChannelStateDesc: Ring
        CallerIDNum: 1986
        CallerIDName: Martin
        ConnectedLineNum: <unknown>
        ConnectedLineName: <unknown>
        Language: en
        AccountCode:\u{20}
        Context: from-peer
        Exten: 21
        Priority: 1
        Uniqueid: 1795524468.880
        Linkedid: 1795524468.880
        Variable: SIPDOMAIN
        Value: 127.0.0.1

        Event: Newexten
        Privilege: dialplan,all
        Timestamp: 1795524468.876091
        Channel: PJSIP/peer-00000370
        ChannelState: 4
        ChannelStateDesc: Ring
        CallerIDNum: 1986
        CallerIDName: Martin
        ConnectedLineNum: <unknown>
        ConnectedLineName: <unknown>
        Language: en
        AccountCode:\u{20}
        Context: from-peer
        Exten: 21
        Priority: 1
        Uniqueid: 1795524468.880
        Linkedid: 1795524468.880
        Extension: 21
        Application: Goto
        AppData: from-internal,21,1

        Event: NewConnectedLine
        Privilege: call,all
        Timestamp: 1795524468.876541
        Channel: PJSIP/21-00000371
        ChannelState: 0
        ChannelStateDesc: Down
        CallerIDNum: 21
        CallerIDName: Phone 21
        ConnectedLineNum: 1986
        ConnectedLineName: Martin
        Language: en
        AccountCode:\u{20}
        Context: from-internal
        Exten: 21
        Priority: 1
        Uniqueid: 1795524468.881
        Linkedid: 1795524468.880

        Event: DialBegin
        Privilege: call,all
        Timestamp: 1795524468.876964
        Channel: PJSIP/peer-00000370
        ChannelState: 4
        ChannelStateDesc: Ring
        CallerIDNum: 1986
        CallerIDName: Martin
        ConnectedLineNum: <unknown>
        ConnectedLineName: <unknown>
        Language: en
        AccountCode:\u{20}
        Context: from-internal
        Exten: 21
        Priority: 1
        Uniqueid: 1795524468.880
        Linkedid: 1795524468.880
        DestChannel: PJSIP/21-00000371
        DestChannelState: 0
        DestChannelStateDesc: Down
        DestCallerIDNum: 21
        DestCallerIDName: Phone 21
        DestConnectedLineNum: 1986
        DestConnectedLineName: Martin
        DestLanguage: en
        DestAccountCode:\u{20}
        DestContext: from-internal
        DestExten: 21
        DestPriority: 1
        DestUniqueid: 1795524468.881
        DestLinkedid: 1795524468.880
        DialString: 21

        Event: Newstate
        Privilege: call,all
        Timestamp: 1795524468.878631
        Channel: PJSIP/21-00000371
        ChannelState: 5
        ChannelStateDesc: Ringing
        CallerIDNum: 21
        CallerIDName: Phone 21
        ConnectedLineNum: 1986
        ConnectedLineName: Martin
        Language: en
        AccountCode:\u{20}
        Context: from-internal
        Exten: 21
        Priority: 1
        Uniqueid: 1795524468.881
        Linkedid: 1795524468.880

        Event: DeviceStateChange
        Privilege: call,all
        Timestamp: 1795524468.878810
        Device: PJSIP/21
        State: RINGING

        Event: DialState
        Privilege: call,all
        Timestamp: 1795524468.878833
        Channel: PJSIP/peer-00000370
        ChannelState: 4
        ChannelStateDesc: Ring
        CallerIDNum: 1986
        CallerIDName: Martin
        ConnectedLineNum: 21
        ConnectedLineName: Phone 21
        Language: en
        AccountCode:\u{20}
        Context: from-internal
        Exten: 21
        Priority: 1
        Uniqueid: 1795524468.880
        Linkedid: 1795524468.880
        DestChannel: PJSIP/21-00000371
        DestChannelState: 5
        DestChannelStateDesc: Ringing
        DestCallerIDNum: 21
        DestCallerIDName: Phone 21
        DestConnectedLineNum: 1986
        DestConnectedLineName: Martin
        DestLanguage: en
        DestAccountCode:\u{20}
        DestContext: from-internal
        DestExten: 21
        DestPriority: 1
        DestUniqueid: 1795524468.881
        DestLinkedid: 1795524468.880
        DialStatus: RINGING

        Event: DialEnd
        Privilege: call,all
        Timestamp: 1795524469.880502
        Channel: PJSIP/peer-00000370
        ChannelState: 4
        ChannelStateDesc: Ring
        CallerIDNum: 1986
        CallerIDName: Martin
        ConnectedLineNum: 21
        ConnectedLineName: Phone 21
        Language: en
        AccountCode:\u{20}
        Context: from-internal
        Exten: 21
        Priority: 1
        Uniqueid: 1795524468.880
        Linkedid: 1795524468.880
        DestChannel: PJSIP/21-00000371
        DestChannelState: 6
        DestChannelStateDesc: Up
        DestCallerIDNum: 21
        DestCallerIDName: Phone 21
        DestConnectedLineNum: 1986
        DestConnectedLineName: Martin
        DestLanguage: en
        DestAccountCode:\u{20}
        DestContext: from-internal
        DestExten:\u{20}
        DestPriority: 1
        DestUniqueid: 1795524468.881
        DestLinkedid: 1795524468.880
        DialStatus: ANSWER

        Event: BridgeCreate
        Privilege: call,all
        Timestamp: 1795524469.880960
        BridgeUniqueid: c0c8f4ae-b442-4268-a63d-6878d202d53f
        BridgeType: basic
        BridgeTechnology: simple_bridge
        BridgeCreator: <unknown>
        BridgeName: <unknown>
        BridgeNumChannels: 0
        BridgeVideoSourceMode: none

        Event: BridgeEnter
        Privilege: call,all
        Timestamp: 1795524469.881173
        BridgeUniqueid: c0c8f4ae-b442-4268-a63d-6878d202d53f
        BridgeType: basic
        BridgeTechnology: simple_bridge
        BridgeCreator: <unknown>
        BridgeName: <unknown>
        BridgeNumChannels: 1
        BridgeVideoSourceMode: none
        Channel: PJSIP/21-00000371
        ChannelState: 6
        ChannelStateDesc: Up
        CallerIDNum: 21
        CallerIDName: Phone 21
        ConnectedLineNum: 1986
        ConnectedLineName: Martin
        Language: en
        AccountCode:\u{20}
        Context: from-internal
        Exten:\u{20}
        Priority: 1
        Uniqueid: 1795524468.881
        Linkedid: 1795524468.880

        Event: HangupRequest
        Privilege: call,all
        Timestamp: 1795524471.886738
        Channel: PJSIP/peer-00000370
        ChannelState: 6
        ChannelStateDesc: Up
        CallerIDNum: 1986
        CallerIDName: Martin
        ConnectedLineNum: 21
        ConnectedLineName: Phone 21
        Language: en
        AccountCode:\u{20}
        Context: from-internal
        Exten: 21
        Priority: 1
        Uniqueid: 1795524468.880
        Linkedid: 1795524468.880
        Cause: 16

        Event: BridgeLeave
        Privilege: call,all
        Timestamp: 1795524471.887897
        BridgeUniqueid: c0c8f4ae-b442-4268-a63d-6878d202d53f
        BridgeType: basic
        BridgeTechnology: native_rtp
        BridgeCreator: <unknown>
        BridgeName: <unknown>
        BridgeNumChannels: 1
        BridgeVideoSourceMode: none
        Channel: PJSIP/peer-00000370
        ChannelState: 6
        ChannelStateDesc: Up
        CallerIDNum: 1986
        CallerIDName: Martin
        ConnectedLineNum: 21
        ConnectedLineName: Phone 21
        Language: en
        AccountCode:\u{20}
        Context: from-internal
        Exten: 21
        Priority: 1
        Uniqueid: 1795524468.880
        Linkedid: 1795524468.880

        Event: SoftHangupRequest
        Privilege: call,all
        Timestamp: 1795524471.887935
        Channel: PJSIP/peer-00000370
        ChannelState: 6
        ChannelStateDesc: Up
        CallerIDNum: 1986
        CallerIDName: Martin
        ConnectedLineNum: 21
        ConnectedLineName: Phone 21
        Language: en
        AccountCode:\u{20}
        Context: from-internal
        Exten: 21
        Priority: 1
        Uniqueid: 1795524468.880
        Linkedid: 1795524468.880
        Cause: 16

        Event: Hangup
        Privilege: call,all
        Timestamp: 1795524471.887939
        Channel: PJSIP/peer-00000370
        ChannelState: 6
        ChannelStateDesc: Up
        CallerIDNum: 1986
        CallerIDName: Martin
        ConnectedLineNum: 21
        ConnectedLineName: Phone 21
        Language: en
        AccountCode:\u{20}
        Context: from-internal
        Exten: 21
        Priority: 1
        Uniqueid: 1795524468.880
        Linkedid: 1795524468.880
        Cause: 16
        Cause-txt: Normal Clearing

        Event: BridgeDestroy
        Privilege: call,all
        Timestamp: 1795524471.887959
        BridgeUniqueid: c0c8f4ae-b442-4268-a63d-6878d202d53f
        BridgeType: basic
        BridgeTechnology: native_rtp
        BridgeCreator: <unknown>
        BridgeName: <unknown>
        BridgeNumChannels: 0
        BridgeVideoSourceMode: none

        Response: Follows
        Privilege: Command
        ActionID: 7
        System: up

        Calls: 2
        --END COMMAND--

        Asterisk Call Manager/5.0.4
        Response: Success
        ActionID: 8
        Message: Command output follows
        Output: a: b
        Output:\u{20}


        """
}

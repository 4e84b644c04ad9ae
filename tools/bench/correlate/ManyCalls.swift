import AMI
import Correlator
import Glibc

/// A correlator that knows of many calls, each of two phones that talk to each other.
struct ManyCalls: ~Copyable {
    private var decoder = AMIDecoder()
    private var correlator: Correlator
    private let calls: Int

    init(_ calls: Int) {
        self.calls = calls
        correlator = Correlator(tables: .calls, options: .init(readsVariables: false))
        correlator.arrival = Timestamp(microseconds: 1_900_000_000_000_000)
        for call in 0..<calls {
            for text in Self.beginning(call) { feed(text) }
            _ = correlator.takeEvents()
        }
        precondition(correlator.openCalls == calls && correlator.openChannels == 2 * calls)
    }

    private mutating func feed(_ text: String) {
        let bytes = Array(text.utf8)
        decoder.decode(bytes.span.bytes, into: &correlator)
    }

    private static func phone(_ call: Int, _ leg: Int, _ state: String, prefix: String = "") -> String {
        let hexadecimal = String(call * 2 + leg, radix: 16)
        let unique = String(repeating: "0", count: 8 - hexadecimal.count) + hexadecimal
        return """
            \(prefix)Channel: PJSIP/\(2000 + leg)-\(unique)\r
            \(prefix)ChannelState: 6\r
            \(prefix)ChannelStateDesc: \(state)\r
            \(prefix)CallerIDNum: \(2000 + leg)\r
            \(prefix)CallerIDName: \(leg == 0 ? "Anna Example" : "Bernd Example")\r
            \(prefix)ConnectedLineNum: <unknown>\r
            \(prefix)ConnectedLineName: <unknown>\r
            \(prefix)Language: en\r
            \(prefix)AccountCode: \r
            \(prefix)Context: internal\r
            \(prefix)Exten: \(leg == 0 ? "2001" : "s")\r
            \(prefix)Priority: 1\r
            \(prefix)Uniqueid: 1900000000.\(call * 2 + leg)\r
            \(prefix)Linkedid: 1900000000.\(call * 2)\r

            """
    }

    private static func event(_ name: String, _ body: String) -> String {
        "Event: \(name)\r\nPrivilege: call,all\r\nTimestamp: 1900000000.125000\r\n\(body)\r\n"
    }

    private static func beginning(_ call: Int) -> [String] {
        let (caller, callee) = (phone(call, 0, "Ring"), phone(call, 1, "Ringing"))
        let dialled = caller + phone(call, 1, "Ringing", prefix: "Dest")
        let bridge = "BridgeUniqueid: \(call)\r\nBridgeType: basic\r\n"
        return [
            event("Newchannel", caller), event("Newchannel", callee),
            event("DialBegin", dialled + "DialString: 2001\r\n"), event("Newstate", callee),
            event("DialEnd", dialled + "DialStatus: ANSWER\r\n"),
            event("BridgeEnter", bridge + callee), event("BridgeEnter", bridge + caller),
        ]
    }

    /// Events of any of the calls, which change nothing.
    private func unchanging(events: Int, skipped: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        var random: UInt64 = 1
        for number in 0..<events {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let name = skipped && number.isMultiple(of: 2) ? "VarSet" : "Newstate"
            bytes += Self.event(name, Self.phone(Int(random >> 33) % calls, 1, "Up")).utf8
        }
        return bytes
    }

    /// The time of an event of any of the calls, which changes nothing, in nanoseconds.
    consuming func nanosecondsAnEvent(events: Int) -> Int64 {
        let bytes = unchanging(events: events, skipped: false)
        // Once to have seen them all, and then the best of some.
        var best = Int64.max
        for _ in 0..<6 {
            let begun = processorTime()
            decoder.decode(bytes.span.bytes, into: &correlator)
            best = min(best, processorTime() - begun)
        }
        precondition(correlator.takeEvents().isEmpty)
        return best / Int64(events)
    }

    /// Takes such events, half of which are of a kind that is skipped, several times, and says how many they are each
    /// time: what is allocated for them is the same for one time and for many, if nothing is.
    consuming func take(events: Int, passes: Int) -> Int {
        let bytes = unchanging(events: events, skipped: true)
        for _ in 0..<passes { decoder.decode(bytes.span.bytes, into: &correlator) }
        precondition(correlator.takeEvents().isEmpty)
        return events
    }

    /// What is resident before there is any call, and with so many.
    static func memory(_ calls: Int) -> [Int] {
        _ = ManyCalls(1)
        let idle = resident()
        let many = ManyCalls(calls)
        let full = resident()
        precondition(many.correlator.openCalls == calls)
        return [idle, full]
    }

    private static func resident() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var text = [CChar](repeating: 0, count: 128)
        guard fgets(&text, 128, file) != nil else { return 0 }
        let numbers = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            .split(separator: " ")
        return (Int(numbers[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}

import Correlator

@testable import Watch

/// Messages as the bridge publishes them.
enum Messages {
    static let start = Timestamp(microseconds: 1_770_892_200_000_000)

    static func at(_ seconds: Double) -> Timestamp {
        Timestamp(microseconds: start.microseconds + Int64(seconds * 1_000_000))
    }

    /// An event's payload.
    static func event(
        _ name: String, _ call: String, from: String = #"{"extension":"1986","name":"Martin"}"#,
        to: String = #"{"extension":"21","name":"Kitchen"}"#, at time: String = "2026-02-12T10:30:00.000Z",
        sequence: Int = 1, more: String = ""
    ) -> [UInt8] {
        Array(
            """
            {"event":"\(name)","description":"It is \(name)","call_id":"\(call)","from":\(from),"to":\(to),\(more)\
            "timestamp":"\(time)","event_id":"\(call):\(name):\(sequence)","sequence":\(sequence)}
            """.utf8)
    }

    static func hungup(_ call: String, outcome: String, talked: Double = 0) -> [UInt8] {
        event(
            "hungup", call, at: "2026-02-12T10:30:36.000Z", sequence: 3,
            more: """
                "outcome":"\(outcome)","cause":"normal_clearing","cause_description":"The call was hung up normally by \
                one of the parties","talk_duration_seconds":\(talked),"total_duration_seconds":36.5,
                """)
    }

    /// What the broker keeps of a call.
    static func state(_ state: String, _ call: String, last: [UInt8]) -> [UInt8] {
        Array(
            """
            {"call_id":"\(call)","state":"\(state)","since":"2026-02-12T10:30:05.000Z",\
            "last":\(String(decoding: last, as: UTF8.self))}
            """.utf8)
    }
}

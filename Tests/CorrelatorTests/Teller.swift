import AMI
import Correlator

/// A correlator that is told of events one by one, and what it says of them.
struct Teller: ~Copyable {
    var correlator: Correlator
    private var decoder = AMIDecoder()
    private var second = 1_800_000_000

    init(_ tables: CallTables, trunks: [String] = []) {
        correlator = Correlator(tables: tables, options: .init(trunks: trunks))
        let banner = Array("Asterisk Call Manager/1.0\r\n".utf8)
        decoder.decode(banner.span.bytes, into: &correlator)
    }

    /// What is said of an event that comes a second after the one before: `TOPIC PAYLOAD`, without its time.
    ///
    /// - Parameter more: Another header.
    mutating func tell(
        _ event: String, _ headers: KeyValuePairs<String, String> = [:], _ more: (String, String)? = nil
    ) -> [String] {
        second += 1
        let all = headers.map { ($0, $1) } + (more.map { [$0] } ?? [])
        let lines = ["Event: \(event)", "Timestamp: \(second).0"] + all.map { "\($0): \($1)" }
        let bytes = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        decoder.decode(bytes.span.bytes, into: &correlator)
        return take()
    }

    /// What is said while time passes.
    mutating func wait(_ seconds: Int) -> [String] {
        second += seconds
        correlator.advance(to: Timestamp(microseconds: Int64(second) * 1_000_000))
        return take()
    }

    mutating func take() -> [String] {
        correlator.takeEvents().map { event in
            let payload = String(decoding: event.payload, as: UTF8.self)
            let undated = payload.replacing(#/,"timestamp":"[^"]*"/#, with: "")
            return "\(event.topic) \(undated)"
        }
    }
}

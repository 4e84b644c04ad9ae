import Foundation

/// AMI made of recordings at random: several of them at the same time under ids of their own, with losses and repeats.
/// The same seed gives the same stream.
struct PropertyStream {
    /// What is done to the events.
    struct Damage: Sendable {
        /// How many of a thousand events are lost.
        var lost = 0
        /// How many of a thousand come again, at once or later.
        var repeated = 0
        /// Whether the stream breaks off somewhere, in the middle of an event as well.
        var breaksOff = false
    }

    /// A generator that the seed alone decides (SplitMix64).
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    /// The bytes.
    private(set) var bytes: [UInt8] = []

    /// Recordings that were split into events already, by name.
    private static let recordings: [[Event]] = Recording.all.filter {
        $0.name.hasPrefix("22/") || $0.name.hasPrefix("16/")
    }.map { events(of: $0) }

    private struct Event {
        var seconds: Double
        var lines: [String]
    }

    private static func events(of recording: Recording) -> [Event] {
        let text = ((try? recording.bytes).map { String(decoding: $0, as: UTF8.self) } ?? "")
            .replacing("\r\n", with: "\n")
        var last = 0.0
        return text.split(separator: "\n\n").compactMap { block in
            let lines = block.split(separator: "\n").map(String.init)
            guard lines.contains(where: { $0.hasPrefix("Event: ") }) else { return nil }
            if let time = lines.first(where: { $0.hasPrefix("Timestamp: ") }).flatMap({ Double($0.dropFirst(11)) }) {
                last = time
            }
            return Event(seconds: last, lines: lines)
        }
    }

    init(seed: UInt64, damage: Damage) {
        var random = Generator(state: seed)
        var events: [Event] = []
        for number in 1...Int.random(in: 2...5, using: &random) {
            guard let recording = Self.recordings.randomElement(using: &random) else { continue }
            let start = recording.first { $0.seconds > 0 }?.seconds ?? 0
            let offset = Double.random(in: 0..<4, using: &random)
            for event in recording {
                events.append(
                    Event(
                        seconds: 1_800_000_000 + offset + max(0, event.seconds - start),
                        lines: event.lines.map { Self.own($0, number) }))
            }
        }
        // Those of one recording stay in their order.
        events = events.enumerated().sorted { ($0.element.seconds, $0.offset) < ($1.element.seconds, $1.offset) }.map(
            \.element)
        var damaged: [Event] = []
        var late: [Event] = []
        for event in events {
            if Int.random(in: 0..<1000, using: &random) < damage.lost { continue }
            damaged.append(event)
            if Int.random(in: 0..<1000, using: &random) < damage.repeated {
                if Bool.random(using: &random) { damaged.append(event) } else { late.append(event) }
            }
            if !late.isEmpty, Int.random(in: 0..<20, using: &random) == 0 { damaged.append(late.removeFirst()) }
        }
        var text = "Asterisk Call Manager/11.0.0\r\n"
        for event in damaged {
            let time = String(format: "%.6f", event.seconds)
            text +=
                event.lines.map { $0.hasPrefix("Timestamp: ") ? "Timestamp: \(time)" : $0 }.joined(separator: "\r\n")
                + "\r\n\r\n"
        }
        bytes = Array(text.utf8)
        if damage.breaksOff { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
    }

    /// A header of the recording of this number among others: its ids are its own.
    private static func own(_ line: String, _ number: Int) -> String {
        guard let colon = line.firstIndex(of: ":") else { return line }
        let (name, value) = (line[..<colon], line[colon...].dropFirst(2))
        if name.hasSuffix("Uniqueid"), name.contains("Bridge") { return "\(name): \(value)-\(number)" }
        guard name.hasSuffix("Uniqueid") || name.hasSuffix("Linkedid") else { return line }
        let pieces = value.split(separator: ".")
        guard pieces.count == 2, let seconds = Int(pieces[0]) else { return line }
        return "\(name): \(seconds + number * 10_000_000).\(pieces[1])"
    }
}

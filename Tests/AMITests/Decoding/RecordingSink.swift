import AMI
import TestSupport

/// Keeps copies of what it is handed.
struct RecordingSink: AMIMessageSink, Sendable {
    /// Names that it wants, or nil for all.
    var names: Set<[UInt8]>?
    var messages: [RecordedMessage] = []

    init(wanting names: [String]? = nil) {
        self.names = names.map { Set($0.map { Array($0.utf8) }) }
    }

    func wants(event name: RawSpan) -> Bool { names?.contains([UInt8](copying: name)) ?? true }

    mutating func receive(_ message: borrowing AMIMessage) { messages.append(RecordedMessage(message)) }
}

/// Decodes the bytes cut at the given offsets, which rise.
func decode(
    _ bytes: [UInt8], cutAt cuts: [Int] = [], limits: AMIDecoderLimits = .init(), wanting names: [String]? = nil
) -> (messages: [RecordedMessage], counters: AMIDecoderCounters, mostHeld: Int) {
    var decoder = AMIDecoder(limits: limits)
    var sink = RecordingSink(wanting: names)
    var start = 0
    var mostHeld = 0
    for cut in cuts + [bytes.count] where cut >= start {
        decoder.decode(bytes.span.bytes.extracting(start..<cut), into: &sink)
        mostHeld = max(mostHeld, decoder.heldBytes)
        start = cut
    }
    decoder.finish()
    return (sink.messages, decoder.counters, mostHeld)
}

/// The same, from text.
func decode(_ text: String, limits: AMIDecoderLimits = .init()) -> (
    messages: [RecordedMessage], counters: AMIDecoderCounters, mostHeld: Int
) {
    decode(Array(text.utf8), limits: limits)
}

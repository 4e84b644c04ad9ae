/// Counts the events in a stream that comes in pieces.
struct EventCounter {
    private(set) var events = 0
    // How much of "\nEvent:" the bytes so far end with; a stream begins at the start of a line.
    private var matched = 1
    private static let pattern = Array("\nEvent:".utf8)

    mutating func take(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            if byte == Self.pattern[matched] {
                matched += 1
                if matched == Self.pattern.count {
                    events += 1
                    matched = 0
                }
            } else {
                matched = byte == 0x0A ? 1 : 0
            }
        }
    }
}

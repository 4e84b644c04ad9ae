import AMI

/// How old a Linkedid is beside others: Asterisk makes it of the time in seconds and a number that grows, and lets
/// channels that come together keep the one in which both are lowest (`oldest_linkedid` in its `channel.c`).
struct CallAge: Comparable {
    private var seconds: Int
    private var number: Int

    /// Reads `SECONDS.NUMBER`, behind the system's name and a dash where it has one; `nil` for anything else.
    init?(_ id: RawSpan) {
        let own = id.extracting(((id.last(UInt8(ascii: "-")) ?? -1) + 1)...)
        guard let dot = own.last(UInt8(ascii: ".")), let seconds = own.extracting(..<dot).integer(as: Int.self),
            let number = own.extracting((dot + 1)...).integer(as: Int.self)
        else { return nil }
        self.seconds = seconds
        self.number = number
    }

    static func < (left: CallAge, right: CallAge) -> Bool {
        (left.seconds, left.number) < (right.seconds, right.number)
    }
}

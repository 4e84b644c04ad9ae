/// How old a Linkedid is beside others: Asterisk makes it of the time in seconds and a number that grows, and lets
/// channels that come together keep the one in which both are lowest (`oldest_linkedid` in its `channel.c`).
struct CallAge: Comparable {
    private var seconds: Int
    private var number: Int

    /// Reads `SECONDS.NUMBER`, behind the system's name and a dash where it has one; `nil` for anything else.
    init?(_ id: String) {
        let pieces = (id.split(separator: "-").last ?? "").split(separator: ".")
        guard pieces.count == 2, let seconds = Int(pieces[0]), let number = Int(pieces[1]) else { return nil }
        self.seconds = seconds
        self.number = number
    }

    static func < (left: CallAge, right: CallAge) -> Bool {
        (left.seconds, left.number) < (right.seconds, right.number)
    }
}

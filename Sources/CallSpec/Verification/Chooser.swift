/// Makes the choices of one run, and goes through all combinations of them run by run.
///
/// Whoever is run asks for a choice where it comes to one, so nothing is chosen that makes no difference.
struct Chooser {
    /// What was chosen.
    private(set) var path: [UInt16]
    private var counts: [UInt16] = []
    private var position = 0
    /// How many choices this run has in common with the one before, the last of them made differently.
    private var inherited = 0

    /// One that makes the choices of `path` first, and then the first of each.
    init(path: [UInt16] = []) {
        self.path = path
        counts = path.map { $0 + 1 }
    }

    /// One of `count` things.
    mutating func choose(_ count: Int) -> Int {
        guard count > 1 else { return 0 }
        if position == path.count {
            path.append(0)
            counts.append(UInt16(count))
        }
        position += 1
        return Int(path[position - 1])
    }

    /// Yes or no; no comes first.
    mutating func flip() -> Bool { choose(2) == 1 }

    /// Whether nobody has come here yet: the run has left the way of the one before.
    var isOnNewGround: Bool { position >= inherited }

    /// Makes ready for the next run; false where all were made.
    mutating func advance() -> Bool {
        position = 0
        defer { inherited = path.count }
        while let last = path.last {
            if last + 1 < counts[path.count - 1] {
                path[path.count - 1] += 1
                return true
            }
            path.removeLast()
            counts.removeLast()
        }
        return false
    }
}

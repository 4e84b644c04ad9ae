/// Where the bytes of a capture are after it was rewritten.
struct OffsetMap {
    private struct Line {
        var old: Range<Int>
        var new: Range<Int>
    }

    // Only lines whose length changed: all others lie as far from the end of the last such line as before.
    private var lines: [Line] = []

    /// Notes that a line was replaced; lines come in order.
    mutating func note(old: Range<Int>, new: Range<Int>) {
        if old.count != new.count { lines.append(Line(old: old, new: new)) }
    }

    /// The new offset of an old one; within a line that changed it's as far from its start, but not past its end.
    func newOffset(of offset: Int) -> Int {
        var low = 0
        var high = lines.count
        while low < high {
            let middle = (low + high) / 2
            if lines[middle].old.lowerBound <= offset { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return offset }
        let line = lines[low - 1]
        if offset >= line.old.upperBound { return offset - line.old.upperBound + line.new.upperBound }
        return min(line.new.lowerBound + offset - line.old.lowerBound, line.new.upperBound)
    }
}

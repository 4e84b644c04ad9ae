/// Makes a long stream of short captures: what an Asterisk with many calls at once would say.
enum StreamMultiplier {
    struct Summary: Equatable {
        var bytes = 0
        var messages = 0
        var rounds = 0
    }

    /// Writes rounds until so many bytes are written, then lets what runs come to its end.
    ///
    /// - Parameters:
    ///   - preamble: what the stream begins with: banner, login, `FullyBooted`.
    ///   - sink: is handed the stream in chunks.
    static func write(
        _ schedule: consuming PlaySchedule, preamble: [UInt8], bytes limit: Int,
        to sink: ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) -> Summary {
        var schedule = schedule
        var summary = Summary()
        var chunk = preamble
        var isDraining = false
        while let step = schedule.next() {
            schedule.templates[step.template].append(step.message, step.ids, to: &chunk)
            summary.messages += 1
            if chunk.count >= 1 << 18 {
                summary.bytes += chunk.count
                try sink(chunk)
                chunk.removeAll(keepingCapacity: true)
            }
            if !isDraining, summary.bytes + chunk.count >= limit {
                isDraining = true
                schedule.startNoMore()
            }
        }
        summary.bytes += chunk.count
        try sink(chunk)
        summary.rounds = schedule.roundsBegun
        return summary
    }
}

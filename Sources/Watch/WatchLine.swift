/// An event as a line of plain text, for where there is no terminal.
public enum WatchLine {
    /// `10:30:36  hungup       1986 Martin > 21 Kitchen  answered, normal_clearing: The call …`
    ///
    /// - Parameter timeOfDay: When it happened, as a clock on the wall shows it.
    public static func text(_ event: WatchedEvent, timeOfDay: String) -> String {
        let name = TerminalText.clean(event.name)
        let gap = String(repeating: " ", count: max(1, 13 - name.unicodeScalars.count))
        let parties = "\(event.arrow)\(event.from.isEmpty ? "-" : event.from) > \(event.to.isEmpty ? "-" : event.to)"
        let remark = event.ending.map(words) ?? event.description
        return "\(timeOfDay)  \(name)\(gap)\(TerminalText.clean("\(parties)  \(remark)"))"
    }

    private static func words(_ ending: WatchedEvent.Ending) -> String {
        let words = [ending.outcome, ending.cause].filter { !$0.isEmpty }.joined(separator: ", ")
        return [words, ending.causeDescription].filter { !$0.isEmpty }.joined(separator: ": ")
    }
}

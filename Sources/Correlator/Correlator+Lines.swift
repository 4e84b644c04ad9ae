import AMI
@_spi(Runtime) import CallLogic

// Texts of several lines: few things of one kind that a call has, such as the phones that rang.
extension Correlator {
    /// The most lines and bytes of a text that grows.
    private static var mostLines: Int { 32 }
    private static var mostBytes: Int { 2048 }

    /// A text gets another line, unless it has that one or is full.
    mutating func append(_ line: TextPlace, to fact: TextFact, _ subjects: Subjects, _ bytes: RawSpan) {
        let source: Operand =
            switch fact.owner {
            case .call: .callText(fact.place)
            case .channel: .channelText(fact.place)
            case .peer: .peerText(fact.place)
            case .thing(let kind): .thingText(Int8(kind), fact.place)
            }
        let added = String(repairing: span(line, bytes))
        if added.isEmpty || added.utf8.contains(UInt8(ascii: "\n")) { return }
        let old = String(repairing: span(text(source, subjects, bytes), bytes))
        let lines = old.split(separator: "\n")
        if lines.contains(added[...]) { return }
        guard lines.count < Self.mostLines, old.utf8.count + added.utf8.count < Self.mostBytes else {
            counters.overBound += 1
            return
        }
        let grown = Array((old.isEmpty ? added : old + "\n" + added).utf8)
        write(texts.insert(grown.span.bytes), to: fact, subjects)
    }

    /// Sends a message for each line of a text.
    mutating func emit(
        _ message: Int, forEachLineOf lines: TextPlace, _ subjects: Subjects, _ bytes: RawSpan, at time: Int64
    ) {
        if lines.isEmpty { return }
        for text in String(repairing: span(lines, bytes)).split(separator: "\n") {
            let line = Array(text.utf8)
            self.line = texts.insert(line.span.bytes)
            emit(message, subjects, bytes, at: time)
            texts.release(self.line)
            self.line = TextStore.empty
        }
    }
}

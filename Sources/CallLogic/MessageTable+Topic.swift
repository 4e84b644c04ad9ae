extension MessageTable {
    /// The values in a topic of this message, in order; `nil` for another's topic.
    ///
    /// - Parameter topic: A topic below the prefix. The dots of a call's id may stand there as further levels: RabbitMQ,
    ///   whose own topics have dots, tells it like that (seen of 3.10).
    package func values(in topic: Substring) -> [(source: Source, text: String)]? {
        match(topic, from: topic.startIndex, self.topic[...])
    }

    private func match(
        _ topic: Substring, from start: Substring.Index, _ pieces: ArraySlice<TopicPiece>
    ) -> [(source: Source, text: String)]? {
        guard let piece = pieces.first else { return start == topic.endIndex ? [] : nil }
        let rest = pieces.dropFirst()
        switch piece {
        case .text(let text):
            guard topic[start...].hasPrefix(text) else { return nil }
            return match(topic, from: topic.index(start, offsetBy: text.count), rest)
        case .value(let source):
            let isCallID = source == .known(.callID)
            var end = start
            while end < topic.endIndex, isCallID || topic[end] != "/" {
                end = topic.index(after: end)
                guard let others = match(topic, from: end, rest) else { continue }
                let text = isCallID ? String(topic[start..<end]).replacing("/", with: ".") : String(topic[start..<end])
                return [(source, text)] + others
            }
            return nil
        }
    }

    /// What it is about, by the first level of its topic; `nil` where that is no text, or names nothing further.
    package var kind: String? {
        guard case .text(let text)? = topic.first, topic.count > 1, let end = text.firstIndex(of: "/"),
            end > text.startIndex
        else { return nil }
        return String(text[..<end])
    }

    /// The topic filter below the prefix that matches all messages of this kind, and as few others as possible.
    package var topicFilter: String {
        var filter = ""
        for piece in topic {
            switch piece {
            case .text(let text): filter += text
            case .value: filter += "+"
            }
        }
        let levels = filter.split(separator: "/", omittingEmptySubsequences: false)
        return levels.map { $0.contains("+") ? "+" : $0 }.joined(separator: "/")
    }
}

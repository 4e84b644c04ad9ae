/// Reads YAML into a ``YAMLNode``.
enum YAMLReader {
    /// How deep lists and mappings may nest. A configuration needs three.
    static let deepest = 32

    /// Reads the one document of `text`; `nil` when there is none.
    static func read(_ text: String) throws(YAMLFailure) -> YAMLNode? {
        let bytes = Array(text.utf8)
        return try bytes.withUnsafeBufferPointer { (bytes) throws(YAMLFailure) in
            // The parser ends with this call, and the buffer outlives it.
            var events = YAMLEvents(of: bytes)
            var event = try events.next()
            while case .streamStart = event.kind { event = try events.next() }
            guard case .documentStart = event.kind else { return nil }
            let root = try node(try events.next(), of: &events, depth: 0)
            _ = try events.next()  // The document's end.
            event = try events.next()
            guard case .streamEnd = event.kind else {
                throw YAMLFailure(
                    line: event.line, reason: "expected a single document in the stream but found another document")
            }
            return root
        }
    }

    private static func node(
        _ event: YAMLEvents.Event, of events: inout YAMLEvents, depth: Int
    ) throws(YAMLFailure) -> YAMLNode {
        guard depth <= deepest else {
            throw YAMLFailure(line: event.line, reason: "it is nested more than \(deepest) deep")
        }
        let node: YAMLNode
        switch event.kind {
        case .scalar(let text, let isPlain):
            let isNull = isPlain && ["", "~", "null", "Null", "NULL"].contains(text)
            node = .scalar(text, isNull: isNull, line: event.line)
        case .listStart:
            var nodes: [YAMLNode] = []
            while true {
                let next = try events.next()
                if case .end = next.kind { break }
                nodes.append(try Self.node(next, of: &events, depth: depth + 1))
            }
            node = .list(nodes, line: event.line)
        case .mappingStart:
            var entries: [YAMLNode.Entry] = []
            while true {
                let next = try events.next()
                if case .end = next.kind { break }
                let key = try Self.node(next, of: &events, depth: depth + 1)
                let value = try Self.node(try events.next(), of: &events, depth: depth + 1)
                var name: String?
                if case .scalar(let text, _, _) = key { name = text }
                entries.append(YAMLNode.Entry(key: name, line: key.line, value: value))
            }
            node = .mapping(entries, line: event.line)
        case .alias:
            return .indicator(.alias, line: event.line)
        case .streamStart, .documentStart, .end, .streamEnd:
            throw YAMLFailure(line: event.line, reason: "it ends where a value is wanted")
        }
        if let indicator = event.indicator { return .indicator(indicator, line: event.line) }
        return node
    }
}

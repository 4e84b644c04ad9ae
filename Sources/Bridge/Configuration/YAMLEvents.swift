// The only file that knows libyaml, so that another library can take its place.
import CYAML

/// What a YAML text consists of, one piece after the other, as libyaml finds it.
struct YAMLEvents: ~Copyable {
    /// One piece.
    struct Event {
        var kind: Kind
        /// What gives it another meaning.
        var indicator: YAMLNode.Indicator?
        /// The line it begins on, from 1.
        var line: Int
    }

    /// What a piece is.
    enum Kind {
        case streamStart
        case documentStart
        /// `isPlain` without quotes.
        case scalar(String, isPlain: Bool)
        case alias
        case listStart
        case mappingStart
        /// Of a list, a mapping or a document.
        case end
        case streamEnd
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let lastLine: Int
    private let bytes: UnsafeBufferPointer<UInt8>

    /// Reads UTF-8, which has to outlive it.
    init(of bytes: UnsafeBufferPointer<UInt8>) {
        let newlines = bytes.count { $0 == UInt8(ascii: "\n") }
        self.bytes = bytes
        lastLine = max(1, bytes.last == UInt8(ascii: "\n") ? newlines : newlines + 1)
        parser = .allocate(capacity: 1)
        // libyaml fails here only for want of memory, which ends a Swift program anyway.
        precondition(yaml_parser_initialize(parser) == 1, "no memory")
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// The next piece; ``Kind/streamEnd`` again and again when there is no more.
    mutating func next() throws(YAMLFailure) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { yaml_event_delete(&event) }

        let data = event.data
        var indicator: YAMLNode.Indicator?
        func note(anchor: UnsafeMutablePointer<yaml_char_t>?, tag: UnsafeMutablePointer<yaml_char_t>?) {
            indicator = anchor != nil ? .anchor : tag != nil ? .tag : nil
        }
        let kind: Kind
        switch event.type {
        case YAML_STREAM_START_EVENT: kind = .streamStart
        case YAML_DOCUMENT_START_EVENT: kind = .documentStart
        case YAML_ALIAS_EVENT: kind = .alias
        case YAML_SCALAR_EVENT:
            note(anchor: data.scalar.anchor, tag: data.scalar.tag)
            let text = UnsafeBufferPointer(start: data.scalar.value, count: data.scalar.length)
            kind = .scalar(
                String(decoding: text, as: UTF8.self), isPlain: data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
        case YAML_SEQUENCE_START_EVENT:
            note(anchor: data.sequence_start.anchor, tag: data.sequence_start.tag)
            kind = .listStart
        case YAML_MAPPING_START_EVENT:
            note(anchor: data.mapping_start.anchor, tag: data.mapping_start.tag)
            kind = .mappingStart
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT, YAML_DOCUMENT_END_EVENT: kind = .end
        default: kind = .streamEnd
        }
        return Event(kind: kind, indicator: indicator, line: min(Int(event.start_mark.line) + 1, lastLine))
    }

    /// What libyaml says is a phrase of its own ("while scanning a simple key"), never the text that it is about.
    private func failure() -> YAMLFailure {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "it can't be read"
        if parser.pointee.error == YAML_READER_ERROR {
            // Of characters that YAML does not allow only the place in the text is known.
            let before = bytes.prefix(Int(parser.pointee.problem_offset))
            return YAMLFailure(line: before.count { $0 == UInt8(ascii: "\n") } + 1, reason: problem)
        }
        let context = parser.pointee.context.map { String(cString: $0) + " " } ?? ""
        return YAMLFailure(
            line: min(Int(parser.pointee.problem_mark.line) + 1, lastLine), reason: context + problem)
    }
}

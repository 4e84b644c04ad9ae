import AMI
@_spi(Runtime) import CallLogic

/// Finds the headers that are read in an event's lines.
///
/// Asterisk writes the headers of an event in the same order each time. So the names of an event's lines are remembered,
/// and a line is only compared with what stood there before; where something else does, it is looked up, and remembered.
struct HeaderReader: ~Copyable {
    /// Lines further down are looked up.
    private static let maximumLines = 64

    private let names: NameTable
    /// For each event, which headers anybody asks for.
    private let read: [[Bool]]
    /// For each event, the header behind which all is its author's own, whatever its name; -1 where it has none.
    private let openings: [Int]
    /// The headers with the time, channels, calls and bridges of an event: only Asterisk itself writes these.
    private let identityHeaders: [Bool]
    /// For each event, what each of its lines is expected to begin with.
    private var expected: [ExpectedLine]

    init(_ tables: CallTables) {
        names = NameTable(tables.headers.map(\.name))
        read = tables.headersRead
        openings = tables.openings
        identityHeaders = tables.identityHeaders
        expected = Array(repeating: ExpectedLine(), count: tables.events.count * Self.maximumLines)
    }

    /// Puts an event's headers into their slots.
    mutating func read(
        _ lines: RawSpan, of event: Int, into slots: inout HeaderSlots, _ texts: inout TextStore
    ) {
        let count = lines.byteCount
        let isASCII = lines.isASCII
        let opening = openings[event]
        var place = event &* Self.maximumLines
        let lastPlace = place &+ Self.maximumLines
        var isAuthorsOwn = false
        var start = 0
        while start < count {
            var header: Int
            let valueStart: Int
            if place < lastPlace, expected[place].matches(lines, at: start) {
                header = Int(expected[place].header)
                valueStart = start &+ Int(expected[place].count)
                if header == ExpectedLine.unread {
                    place &+= 1
                    start = lines.firstLineFeed(from: valueStart) &+ 1
                    continue
                }
            } else {
                let colon = lines.firstColonOrLineFeed(from: start)
                guard colon < count, lines.byte(at: colon) == UInt8(ascii: ":"), colon > start else {
                    // No header.
                    start = lines.firstLineFeed(from: colon) + 1
                    continue
                }
                header = names.find(lines.extracting(start..<colon)) ?? ExpectedLine.unread
                if header != ExpectedLine.unread, !read[event][header] { header = ExpectedLine.unread }
                let isSpaced = colon + 1 < count && lines.byte(at: colon + 1) == UInt8(ascii: " ")
                valueStart = colon + (isSpaced ? 2 : 1)
                if place < lastPlace, isSpaced,
                    let line = ExpectedLine(lines.extracting(start...), count: valueStart - start, header: header)
                {
                    expected[place] = line
                }
            }
            place &+= 1
            let end = lines.firstLineFeed(from: valueStart)
            start = end &+ 1
            if header == ExpectedLine.unread || isAuthorsOwn && identityHeaders[header] { continue }
            var valueEnd = end
            if valueEnd > valueStart, lines.byte(at: valueEnd &- 1) == 0x0D { valueEnd &-= 1 }
            slots.fill(header, valueStart..<valueEnd, of: lines, isASCII: isASCII, &texts)
            if header == opening { isAuthorsOwn = true }
        }
    }
}

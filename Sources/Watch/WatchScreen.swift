public import Correlator

/// The board as rows for a terminal of a given size. A pure function of what it is handed.
public struct WatchScreen: Sendable {
    /// The text about the connection to the broker, and whether it is in order.
    public struct Link: Sendable, Equatable {
        /// In words.
        public var text: String
        /// Whether there is a connection.
        public var isWell: Bool

        /// A link.
        public init(_ text: String, isWell: Bool) {
            self.text = text
            self.isWell = isWell
        }
    }

    /// One column of the table, in its place.
    private struct Column {
        var title: String
        var start: Int
        var width: Int
        var content: @Sendable (WatchedCall, Timestamp) -> String
    }

    private let title: String
    private let timeOfDay: @Sendable (Timestamp) -> String

    /// - Parameters:
    ///   - title: What is watched: the topics' prefix.
    ///   - timeOfDay: A moment as a clock on the wall shows it, in eight columns.
    public init(title: String, timeOfDay: @escaping @Sendable (Timestamp) -> String) {
        self.title = title
        self.timeOfDay = timeOfDay
    }

    /// The rows, each a list of cells from left to right; exactly `size.rows` of them, none wider than `size.columns`.
    public func rows(of board: CallBoard, link: Link, size: WatchSize, at now: Timestamp) -> [[WatchCell]] {
        guard size.rows > 0, size.columns > 0 else { return [] }
        let columns = columns(for: size.columns)
        // The most important parts stay on the smallest terminal: calls, then the PBXs, then the rest.
        let hasStatus = size.rows > 1
        let hasTitles = size.rows > 4
        let hasHelp = size.rows > 3
        let queues = size.rows > 7 ? queues(of: board, width: size.columns, at: now) : []
        let room =
            size.rows - (hasStatus ? 1 : 0) - (hasTitles ? 1 : 0) - (hasHelp ? 1 : 0) - (queues.isEmpty ? 0 : 1)

        var rows: [[WatchCell]] = []
        if hasStatus { rows.append(status(of: board, link: link, width: size.columns)) }
        if !queues.isEmpty { rows.append(queues) }
        if hasTitles {
            rows.append(columns.compactMap { cell($0.title, at: $0.start, width: $0.width, .bold) })
        }
        let calls = board.inOrder
        let saysEnded = room > 5 && board.count + 1 < room
        for (number, call) in calls.prefix(saysEnded ? room - 1 : room).enumerated() {
            if saysEnded, number == board.count {
                rows.append([cell("ENDED", at: 0, width: size.columns, .bold)].compactMap(\.self))
            }
            rows.append(
                columns.compactMap { column in
                    cell(
                        column.content(call, now), at: column.start, width: column.width,
                        Self.style(of: call, isState: column.title == "STATE", stay: board.stay, at: now))
                })
        }
        if calls.isEmpty, room > 0, let text = cell("no calls", at: 0, width: size.columns, .faint) {
            rows.append([text])
        }
        while rows.count < size.rows - (hasHelp ? 1 : 0) { rows.append([]) }
        if hasHelp { rows.append(help(hidden: board.count - room, board: board, width: size.columns)) }
        return rows
    }

    // MARK: The first and the last row

    private func status(of board: CallBoard, link: Link, width: Int) -> [WatchCell] {
        let calls = board.count == 1 ? "1 call" : "\(board.count) calls"
        let (bridge, style): (String, WatchStyle) =
            switch board.bridge {
            case .online: ("bridge online", .good)
            case .offline: ("bridge offline: this may be old", .bad)
            case .unknown: ("no bridge", .bad)
            }
        let parts: [(String, WatchStyle)] =
            link.isWell
            ? [(title, .bold), (calls, .plain), ("\(board.ended) ended", .plain), (bridge, style), (link.text, .faint)]
            : [(title, .bold), (calls, .plain), (link.text, .bad)]
        var cells: [WatchCell] = []
        var column = 0
        for (text, style) in parts {
            let room = width - column
            guard let cell = cell(text, at: column, width: room, style) else { break }
            // Half a word says nothing, but trouble does.
            if column > 0, style != .bad || room < 8, TerminalText.fit(text, .max).width > room { break }
            cells.append(cell)
            column += cell.width + 2
        }
        return cells
    }

    /// The queues on one line, as many as there is room for: who waits, for how long, and what those do who could take
    /// them.
    private func queues(of board: CallBoard, width: Int, at now: Timestamp) -> [WatchCell] {
        var cells: [WatchCell] = []
        var column = 0
        let queues = board.queues(at: now)
        for (number, queue) in queues.enumerated() {
            var words = "\(queue.name): \(queue.waiting) waiting"
            if let wait = queue.wait(at: now) { words += " \(Self.clock(wait))" }
            let takers = queue.takers.filter { $0.number > 0 || $0.tone == .calm }
            if !takers.isEmpty { words += ", " + takers.map { "\($0.number) \($0.label)" }.joined(separator: " ") }
            let style: WatchStyle = queue.isForsaken ? .bad : queue.waiting > 0 ? .waiting : .plain
            // Half of one says nothing, so that of several that do not fit it says how many they are.
            let others = queues.count - number - 1
            let more = others > 0 ? 4 + "\(others)".count : 0
            if number > 0, TerminalText.fit(words, .max).width > width - column - more {
                if let cell = cell("+\(queues.count - number)", at: column, width: width - column, .faint) {
                    cells.append(cell)
                }
                break
            }
            guard let cell = cell(words, at: column, width: width - column, style) else { break }
            cells.append(cell)
            column += cell.width + 2
        }
        return cells
    }

    private func help(hidden: Int, board: CallBoard, width: Int) -> [WatchCell] {
        var text = "q quits"
        if hidden > 0 { text += "  \(hidden) more going on" }
        if board.unlisted > 0 { text += "  \(board.unlisted) not listed" }
        if board.unreadable > 0 { text += "  \(board.unreadable) messages not understood" }
        return [cell(text, at: 0, width: width, .faint)].compactMap(\.self)
    }

    // MARK: The table

    private func columns(for width: Int) -> [Column] {
        let timeOfDay = timeOfDay
        var columns: [Column] = []
        var start = 0
        func add(_ title: String, _ width: Int, _ content: @escaping @Sendable (WatchedCall, Timestamp) -> String) {
            guard width > 0 else { return }
            columns.append(Column(title: title, start: start, width: width, content: content))
            start += width + 1
        }
        if width >= 72 { add("SINCE", 8) { call, _ in timeOfDay(call.endedAt == nil ? call.since : call.last.time) } }
        add("STATE", min(width, width >= 36 ? 10 : 7)) { call, _ in Self.state(of: call) }
        if width >= 48 { add("FOR", 7) { call, now in Self.duration(of: call, at: now) } }
        let rest = width - start
        guard width >= 72 else {
            add("FROM", (rest - 1) / 2) { call, _ in call.last.arrow + Self.party(call.last.from) }
            add("TO", width - start) { call, _ in Self.party(call.last.to) }
            return columns
        }
        let party = min(32, (rest - 2) / 3)
        add("FROM", party) { call, _ in call.last.arrow + Self.party(call.last.from) }
        add("TO", party) { call, _ in Self.party(call.last.to) }
        let isWide = width - start >= 40
        add("", width - start) { call, _ in Self.remark(on: call, isWide: isWide) }
        return columns
    }

    private static func state(of call: WatchedCall) -> String {
        guard call.endedAt != nil else { return words(call.state) }
        guard let outcome = call.ending?.outcome, !outcome.isEmpty else { return "over" }
        return words(outcome)
    }

    private static func duration(of call: WatchedCall, at now: Timestamp) -> String {
        if let ending = call.ending { return clock(ending.total) }
        // The PBX's clock and this one may differ.
        let end = call.endedAt ?? now
        return clock(Double(max(0, end.microseconds - call.since.microseconds)) / 1_000_000)
    }

    private static func party(_ text: String) -> String { text.isEmpty ? "-" : text }

    /// What else there is to say of a call; in words of the spec where there is room for sentences.
    private static func remark(on call: WatchedCall, isWide: Bool) -> String {
        guard call.endedAt != nil else {
            if call.last.destinations.count > 1 { return "rings " + call.last.destinations.joined(separator: ", ") }
            if isWide { return call.last.description }
            return call.last.name == call.state ? "" : words(call.last.name)
        }
        guard let ending = call.ending else { return "nobody saw the end" }
        if isWide {
            return ending.talked > 0
                ? "talked \(clock(ending.talked)), \(ending.causeDescription)" : ending.causeDescription
        }
        if ending.talked > 0 { return "talked \(clock(ending.talked))" }
        return ending.cause == ending.outcome ? "" : words(ending.cause)
    }

    private static func style(of call: WatchedCall, isState: Bool, stay: Duration, at now: Timestamp) -> WatchStyle {
        if let endedAt = call.endedAt {
            // It fades: bright for the first third of its stay, and faint from then on.
            let age = Double(now.microseconds - endedAt.microseconds) / 1_000_000
            guard age < Double(stay.components.seconds) / 3 else { return .faint }
            return isState && call.ending?.tone != .connected ? .bad : .plain
        }
        guard isState else { return .plain }
        return switch call.tone {
        case .waiting: .waiting
        case .connected: .good
        case .missed, .trouble: .bad
        case .calm, .paused, nil: .special
        }
    }

    // MARK: Words

    /// `no_answer` as people write it.
    private static func words(_ name: String) -> String { name.replacing("_", with: " ") }

    /// `0:32`, `1:05:00`; whole hours from 100 on.
    private static func clock(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0 else { return "-" }
        let whole = Int(min(seconds, 1e9))
        let (hours, minutes) = (whole / 3600, whole / 60 % 60)
        if hours >= 100 { return "\(hours) h" }
        return hours > 0
            ? "\(hours):\(twoDigits(minutes)):\(twoDigits(whole % 60))" : "\(minutes):\(twoDigits(whole % 60))"
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private func cell(_ text: String, at column: Int, width: Int, _ style: WatchStyle) -> WatchCell? {
        let (text, width) = TerminalText.fit(text, width)
        return width == 0 ? nil : WatchCell(column: column, text: text, width: width, style: style)
    }
}

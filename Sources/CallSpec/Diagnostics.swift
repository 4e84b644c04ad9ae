/// The diagnostics of one run over a spec, collected so that all faults are reported at once.
public struct Diagnostics: Sendable {
    private var found: [Diagnostic] = []
    /// Whether an error that was found before is reported once, with the lines of its other places.
    private let mergesRepeats: Bool
    /// What each error is about, and which of those found it is.
    private var numbers: [String: Int] = [:]
    /// For each error, the other lines where it was found.
    private var repeats: [Int: [Int]] = [:]
    private var places: Set<SourceLocation> = []

    /// None yet.
    public init() { self.init(mergesRepeats: false) }

    /// None yet.
    /// - Parameter mergesRepeats: Whether an error that was found before is reported once: a name that is declared wrongly
    ///   is wrong wherever it is used.
    init(mergesRepeats: Bool) { self.mergesRepeats = mergesRepeats }

    /// All of them, in the order they were found.
    public var all: [Diagnostic] {
        found.enumerated().map { number, diagnostic in
            guard let lines = repeats[number] else { return diagnostic }
            let some = lines.prefix(Self.listedLines).map(String.init).joined(separator: ", ")
            let more = lines.count > Self.listedLines ? " and \(lines.count - Self.listedLines) more" : ""
            var diagnostic = diagnostic
            diagnostic.message += " (also at line \(some)\(more))"
            return diagnostic
        }
    }

    /// More lines than these are counted only.
    private static let listedLines = 5

    /// How many errors there are.
    private(set) var errorCount = 0

    /// Whether the spec can't be used.
    public var hasErrors: Bool { errorCount > 0 }

    /// All of them in reading order.
    public var sorted: [Diagnostic] { all.sorted { $0.location < $1.location } }

    mutating func add(_ diagnostic: Diagnostic) {
        found.append(diagnostic)
        if diagnostic.severity == .error { errorCount += 1 }
    }

    /// - Parameter cause: What it is about, where other words are found for the same at other places.
    mutating func error(at location: SourceLocation, _ message: String, cause: String? = nil) {
        if mergesRepeats {
            // What stands at one place can be looked at more than once, such as a field of all messages.
            let isNewPlace = places.insert(location).inserted
            if let number = numbers[cause ?? message] {
                let isNewLine = found[number].location.line != location.line && repeats[number]?.last != location.line
                if isNewPlace, isNewLine { repeats[number, default: []].append(location.line) }
                return
            }
            guard isNewPlace else { return }
            numbers[cause ?? message] = found.count
        }
        add(Diagnostic(.error, at: location, message))
    }

    mutating func warning(at location: SourceLocation, _ message: String) {
        add(Diagnostic(.warning, at: location, message))
    }
}

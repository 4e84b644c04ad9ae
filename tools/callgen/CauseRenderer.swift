import CallSpec

/// Writes the Swift of a spec's hangup causes: a file of its own, as programs use it without the tables.
struct CauseRenderer {
    private let causes: [CauseDeclaration]
    private let causeOfCode: [UInt8]
    private let importsCorrelator: Bool

    /// The name of the file.
    static let fileName = "HangupCause+Generated.swift"

    init(_ program: CallProgram, importsCorrelator: Bool) {
        causes = program.specification.causes
        causeOfCode = program.tables.causeOfCode
        self.importsCorrelator = importsCorrelator
    }

    /// The whole file.
    func render() -> String {
        let names = SwiftName.lowerCamels(causes.map(\.name.text))
        if causes.isEmpty { return Self.none }
        var lines = [
            "// Made by callgen from the spec of calls. Edit the spec, not this.", "",
            importsCorrelator ? "import Correlator" : "import CallLogic", "",
            "/// Why a call ended: the causes of ITU-T Q.850 as Asterisk numbers them, and those of the spec beyond it.",
            "public enum HangupCause: UInt8, Sendable, CaseIterable {",
        ]
        for (cause, name) in zip(causes, names) {
            lines += comment(cause.description + (cause.code.map { " (\($0))" } ?? ""), indent: 4)
            lines.append("    case \(name)")
        }
        lines += [
            "",
            "    /// The cause of a code, 0 to 127. A code without a name falls to its class (ITU-T Q.850, 2.2.5).",
            "    public init?(code: Int) {",
            "        guard Self.byCode.indices.contains(code) else { return nil }",
            "        self = Self.byCode[code]",
            "    }", "",
            "    /// The cause with a name, such as `user_busy`; `nil` if the spec has none.",
            "    public init?(name: String) {",
            "        guard let cause = Self.allCases.first(where: { $0.name == name }) else { return nil }",
            "        self = cause",
            "    }", "",
            "    /// Its name, as it is published.",
            "    public var name: String { CallTables.calls.causes[Int(rawValue)].name }", "",
            "    /// Its code by Q.850; `nil` for one beyond it.",
            "    public var code: Int? { CallTables.calls.causes[Int(rawValue)].code }", "",
            "    /// A sentence for people.",
            "    public var description: String { CallTables.calls.causes[Int(rawValue)].description }", "",
            "    /// The causes of the codes from 0 on.",
        ]
        lines += table(names)
        lines += ["}", ""]
        return lines.joined(separator: "\n")
    }

    /// For a spec without causes: an enumeration without cases has no raw values.
    private static let none = """
        // Made by callgen from the spec of calls, which declares no causes. Edit the spec, not this.

        /// Why a call ended: the spec has no causes.
        public enum HangupCause: Sendable, CaseIterable {
            /// There is none.
            public init?(code: Int) { nil }

            /// There is none.
            public init?(name: String) { nil }
        }

        """

    /// The table of codes, eight a row.
    private func table(_ names: [String]) -> [String] {
        var lines = ["    private static let byCode: [HangupCause] = ["]
        for start in stride(from: 0, to: causeOfCode.count, by: 8) {
            let row = causeOfCode[start..<min(start + 8, causeOfCode.count)]
            lines.append("        // \(start) to \(start + row.count - 1)")
            // A member needs no backticks, whatever its name.
            lines += wrapped(row.map { ".\(names[Int($0)].filter { $0 != "`" })," }, after: "        ")
        }
        return lines + ["    ]"]
    }

    /// A comment in lines of at most 120 characters.
    private func comment(_ text: String, indent: Int) -> [String] {
        wrapped(
            SwiftName.comment(text).split(separator: " ").map(String.init),
            after: String(repeating: " ", count: indent) + "/// ")
    }

    /// Words in lines of at most 120 characters, each of which begins with `start`.
    private func wrapped(_ words: [String], after start: String) -> [String] {
        var lines: [String] = []
        var current = start
        for word in words {
            if current.count + word.count > 120, current != start {
                lines.append(String(current.dropLast()))
                current = start
            }
            current += word + " "
        }
        return lines + [String(current.dropLast())]
    }
}

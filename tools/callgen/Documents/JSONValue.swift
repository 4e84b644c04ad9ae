import CallSpec

/// A JSON value whose members keep their order, and its text: the same bytes for the same value.
indirect enum JSONValue: Equatable {
    /// Members in the order in which they are written.
    case object([Member])
    /// Items.
    case array([JSONValue])
    /// A text.
    case string(String)
    /// A whole number.
    case integer(Int)
    /// A number of thousandths, written with at least one decimal: `4506` as `4.506`, `32000` as `32.0`.
    case thousandths(Int)
    /// True or false.
    case flag(Bool)
    /// Nothing.
    case null

    /// A name and its value.
    struct Member: Equatable {
        /// The name.
        var name: String
        /// The value.
        var value: JSONValue
    }

    /// What stands in a spec.
    init(_ json: SourceJSON) {
        self =
            switch json.value {
            case .null: .null
            case .bool(let flag): .flag(flag)
            case .number(let number): .integer(number)
            case .string(let text): .string(text)
            case .array(let items): .array(items.map { Self($0) })
            case .object(let members): .object(members.map { Member(name: $0.key, value: Self($0.value)) })
            }
    }

    /// An object whose members without a value are left out.
    static func members(_ members: [(String, JSONValue?)]) -> JSONValue {
        .object(members.compactMap { name, value in value.map { Member(name: name, value: $0) } })
    }

    /// An array of texts.
    static func strings(_ texts: some Sequence<String>) -> JSONValue { .array(texts.map { .string($0) }) }

    /// The value as text, what is short on one line, the rest indented by two blanks a level.
    func text(width: Int = 100) -> String {
        var out = ""
        write(to: &out, indent: 0, column: 0, width: width)
        return out
    }

    private func write(to out: inout String, indent: Int, column: Int, width: Int) {
        let line = oneLine
        if column + line.count <= width || isScalar {
            out += line
            return
        }
        let margin = String(repeating: " ", count: indent + 2)
        let end = "\n" + String(repeating: " ", count: indent)
        switch self {
        case .object(let members):
            out += "{"
            for (number, member) in members.enumerated() {
                let name = Self.quoted(member.name) + ": "
                out += "\(number == 0 ? "" : ",")\n\(margin)\(name)"
                member.value.write(to: &out, indent: indent + 2, column: indent + 2 + name.count + 1, width: width)
            }
            out += end + "}"
        case .array(let items):
            out += "["
            for (number, item) in items.enumerated() {
                out += "\(number == 0 ? "" : ",")\n\(margin)"
                item.write(to: &out, indent: indent + 2, column: indent + 3, width: width)
            }
            out += end + "]"
        case .string, .integer, .thousandths, .flag, .null: out += line
        }
    }

    private var isScalar: Bool {
        switch self {
        case .object(let members): members.isEmpty
        case .array(let items): items.isEmpty
        case .string, .integer, .thousandths, .flag, .null: true
        }
    }

    private var oneLine: String {
        switch self {
        case .object(let members):
            members.isEmpty
                ? "{}"
                : "{ " + members.map { "\(Self.quoted($0.name)): \($0.value.oneLine)" }.joined(separator: ", ") + " }"
        case .array(let items): "[" + items.map(\.oneLine).joined(separator: ", ") + "]"
        case .string(let text): Self.quoted(text)
        case .integer(let number): String(number)
        case .thousandths(let number): Self.decimal(number)
        case .flag(let flag): String(flag)
        case .null: "null"
        }
    }

    private static func decimal(_ thousandths: Int) -> String {
        var fraction = String(thousandths.magnitude % 1000)
        fraction = String(repeating: "0", count: 3 - fraction.count) + fraction
        while fraction.count > 1, fraction.last == "0" { fraction.removeLast() }
        return "\(thousandths < 0 ? "-" : "")\(thousandths.magnitude / 1000).\(fraction)"
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": out += "\\\(scalar)"
            case "\n": out += "\\n"
            case "\t": out += "\\t"
            case "\u{0}"..."\u{1F}", "\u{7F}":
                let hexadecimal = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}

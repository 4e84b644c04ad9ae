/// Text of others, made fit for a terminal: what it shows takes so many columns and does nothing else.
///
/// Control and format characters (escape sequences, changes of direction, joiners) are no part of a name; each becomes
/// U+FFFD. Of marks that go on top of a letter, two are shown. Widths are those of Unicode's East Asian Width and emoji
/// presentation; a terminal that thinks otherwise can't be hurt, as each cell is put in its column.
public enum TerminalText {
    /// Marks on one letter; more are decoration.
    private static let marks = 2
    /// Letters that are looked at: more than any terminal is wide.
    private static let longest = 2000

    /// The text in at most so many columns, and how many it takes. What is cut off ends in `…`.
    public static func fit(_ text: String, _ columns: Int) -> (text: String, width: Int) {
        var shown = ""
        var width = 0
        // Where to cut if there turns out to be more than there is room for.
        var cut = (text: "", width: 0)
        var onTop = 0
        for scalar in text.unicodeScalars.prefix(longest) {
            let (clean, columnsOfIt) = Self.clean(scalar)
            guard let clean else { continue }
            if columnsOfIt == 0 {
                onTop += 1
                if onTop > marks || shown.isEmpty { continue }
            } else {
                onTop = 0
                if width <= columns - 1 { cut = (shown, width) }
                if width + columnsOfIt > columns {
                    guard columns > 0 else { return ("", 0) }
                    return (cut.text + "…", cut.width + 1)
                }
            }
            shown.unicodeScalars.append(clean)
            width += columnsOfIt
        }
        return (shown, width)
    }

    /// The whole text, made fit, for where lines may be of any length.
    public static func clean(_ text: String) -> String { fit(text, longest * 2).text }

    /// JSON that means the same, on one line, and does nothing to a terminal: what is no part of a letter becomes `\u202e`
    /// and the like. JSON takes that within texts, and nothing of the kind can be elsewhere.
    public static func escaped(json: [UInt8]) -> [UInt8] {
        // Most of it is plain ASCII.
        if json.allSatisfy({ 0x20...0x7E ~= $0 }) { return json }
        var escaped = ""
        for scalar in String(decoding: json, as: UTF8.self).unicodeScalars {
            switch scalar.value {
            case 0x09, 0x0A, 0x0D: escaped += " "
            case 0x20...0x7E: escaped.unicodeScalars.append(scalar)
            case _ where isInvisible(scalar):
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return Array(escaped.utf8)
    }

    /// Control and format characters, and others that are no part of a text that is seen.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: true
        default: false
        }
    }

    /// What stands for a scalar, and the columns it takes; `nil` for nothing.
    private static func clean(_ scalar: Unicode.Scalar) -> (Unicode.Scalar?, Int) {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F ? ("\u{FFFD}", 1) : (scalar, 1) }
        if isInvisible(scalar) { return ("\u{FFFD}", 1) }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark:
            // Variation selectors change how wide the one before is, by the terminal's whim.
            let isSelector = 0xFE00...0xFE0F ~= scalar.value || 0xE0100...0xE01EF ~= scalar.value
            return (isSelector ? nil : scalar, 0)
        default:
            // The second and third part of a Korean syllable.
            if 0x1160...0x11FF ~= scalar.value { return (scalar, 0) }
            return (scalar, isWide(scalar) ? 2 : 1)
        }
    }

    /// Unicode 16's East_Asian_Width W and F in blocks, and emoji that are shown as such.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF,
            0x1AFF0...0x1B2FF, 0x20000...0x3FFFD:
            true
        default: scalar.properties.isEmojiPresentation
        }
    }
}

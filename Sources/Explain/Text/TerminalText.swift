/// Makes of any text what a terminal only shows: control characters, which can move the cursor or worse, and characters
/// that turn the direction of what stands behind them are replaced.
enum TerminalText {
    static func plain(_ text: String) -> String {
        if text.unicodeScalars.allSatisfy(isPlain) { return text }
        var plain = ""
        for scalar in text.unicodeScalars { plain.unicodeScalars.append(isPlain(scalar) ? scalar : "\u{FFFD}") }
        return plain
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
        default: true
        }
    }
}

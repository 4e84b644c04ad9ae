/// Escapes text so that Mermaid only shows it. It reads entity codes (`#59;`) and a good deal of HTML, so all but
/// letters, digits and what is harmless in its grammar goes as the code of its character.
enum MermaidText {
    static func plain(_ text: String) -> String {
        var plain = ""
        for scalar in text.unicodeScalars {
            if scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || " .,/()+-=→_'?!".unicodeScalars.contains(scalar)
            {
                plain.unicodeScalars.append(scalar)
            } else if scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format {
                plain += "\u{FFFD}"
            } else {
                plain += "#\(scalar.value);"
            }
        }
        return plain
    }
}

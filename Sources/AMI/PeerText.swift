/// Text that came from outside, made fit for a log: short, one line, nothing that moves the cursor.
package enum PeerText {
    package static func clean(_ text: String) -> String {
        var clean = ""
        for scalar in text.unicodeScalars.prefix(80) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse:
                clean.unicodeScalars.append("\u{FFFD}")
            default:
                clean.unicodeScalars.append(scalar)
            }
        }
        return clean
    }

    package static func quoted(_ text: String) -> String { "\"\(clean(text))\"" }
}

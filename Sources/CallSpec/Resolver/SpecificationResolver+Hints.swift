import CallLogic

/// What a field says of itself to whoever shows it has to fit what it holds.
extension SpecificationResolver {
    mutating func checkHints(of field: FieldDeclaration, _ content: CallProgram.Field.Content) {
        check(field.tones.map(\.word), "tones", content)
        check(field.ways.map(\.word), "ways", content)
        let isNumber =
            switch content {
            case .number, .seconds: true
            default: false
            }
        if let unit = field.unit, !isNumber {
            diagnostics.error(at: unit.location, "a 'unit' is for numbers and durations, and the field is neither")
        }
        if field.tone != nil, !isNumber {
            diagnostics.error(
                at: field.name.location,
                "'tone' is how what a number counts stands to whoever looks, and the field is no number; for words, "
                    + "'tones' has one for each")
        }
        guard field.role == .name else { return }
        if case .text = content { return }
        diagnostics.error(at: field.name.location, "what counts as a name is a text, and the field is none")
    }

    /// What has a meaning has to be a word that the field can say.
    private mutating func check(_ words: [Specification.Name], _ key: String, _ content: CallProgram.Field.Content) {
        guard let first = words.first else { return }
        let known: [String]
        switch content {
        case .word(_, let some): known = some
        case .headerWord(_, let some, let otherwise): known = (some + [otherwise]).compactMap(\.self)
        default:
            diagnostics.error(at: first.location, "'\(key)' are for words, and the field says none of a closed set")
            return
        }
        // Missing words are reported elsewhere.
        if known.isEmpty { return }
        for word in words { _ = find(word, among: known, "word") }
    }
}

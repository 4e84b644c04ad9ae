/// A pattern as conditions have it: `*` is anything, `?` one byte, everything else itself.
enum Pattern {
    /// Whether the whole of `text` fits.
    static func matches(_ pattern: String, _ text: String) -> Bool {
        let (pattern, text) = (Array(pattern.utf8), Array(text.utf8))
        // For each length of the text's beginning, whether what was seen of the pattern fits it.
        var fits = [true] + Array(repeating: false, count: text.count)
        for byte in pattern {
            var next = Array(repeating: false, count: fits.count)
            if byte == UInt8(ascii: "*") {
                var hasBegun = false
                for place in fits.indices {
                    hasBegun = hasBegun || fits[place]
                    next[place] = hasBegun
                }
            } else {
                for place in text.indices where fits[place] {
                    next[place + 1] = byte == UInt8(ascii: "?") || byte == text[place]
                }
            }
            fits = next
        }
        return fits[text.count]
    }
}

/// Why a text is no YAML document. None of the text is in it: there may be a secret on that line.
struct YAMLFailure: Error, Sendable, Equatable {
    /// From 1; `nil` where the library does not say.
    let line: Int?
    let reason: String
}

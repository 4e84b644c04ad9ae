/// What a source gave for a field, before anybody knows whether it is of the field's type.
enum ConfigurationContent: Sendable, Equatable {
    /// A single value as it was written: `on`, `007` and `1.0` stay what they are.
    case scalar(String)
    /// Several of them.
    case list([String])
    /// Texts by names, each with its line.
    case mapping([Entry])
    /// Something else, described: "a mapping".
    case other(String)

    /// A name and the text below it.
    struct Entry: Sendable, Equatable {
        var key: String
        var text: String
        var line: Int
    }
}

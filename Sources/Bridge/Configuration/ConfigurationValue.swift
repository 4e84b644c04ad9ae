/// What a source gave for a field, and where it did.
struct ConfigurationValue: Sendable, Equatable {
    let content: ConfigurationContent
    let origin: ConfigurationOrigin
}

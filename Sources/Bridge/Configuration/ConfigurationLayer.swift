/// What one source gives: values by path, and what is wrong with the source itself.
struct ConfigurationLayer: Sendable {
    var values: [String: ConfigurationValue] = [:]
    var faults: [ConfigurationFault] = []
    /// False when the source could not be read, so that nothing can be said of what is missing from it.
    var isComplete = true
    /// The PBXs, where `pbx` is a list of them; `nil` where it is none.
    var list: PBXList?
}

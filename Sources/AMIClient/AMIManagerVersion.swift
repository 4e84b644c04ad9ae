/// What the version of the manager interface, from the greeting, says about Asterisk.
enum AMIManagerVersion {
    /// Why this Asterisk is not supported; `nil` if it is. Versions 1.x are those before Asterisk 12, whose events name
    /// no call and no bridge.
    static func complaint(_ version: String) -> String? {
        guard version.hasPrefix("1.") || version.hasPrefix("0.") else { return nil }
        return
            "the manager interface \(version) belongs to an Asterisk before 12, whose events have no Linkedid: "
            + "it is not supported, and its calls are not published"
    }
}

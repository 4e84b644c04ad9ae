/// What a one-time look at an Asterisk found.
public struct AMIProbeReport: Sendable, Hashable {
    /// Nil if the login was accepted.
    public var failure: AMIDisconnection?
    /// The interface's version, from the greeting.
    public var managerVersion: String?
    /// Asterisk's own version; nil where the user may not ask for it.
    public var asteriskVersion: String?
    /// The names of the actions that the user may use, sorted; nil where Asterisk didn't say.
    public var permittedActions: [String]?

    /// Whether calls that are going on can be asked for; nil where Asterisk didn't say.
    public var mayListChannels: Bool? { permittedActions?.contains("CoreShowChannels") }

    /// The same in words, a line each.
    public var lines: [String] {
        if let failure {
            return [failure.description] + (failure.remedy.isEmpty ? [] : ["to do: \(failure.remedy)"])
        }
        var lines = ["logged in; manager interface \(managerVersion ?? "of unknown version")"]
        if let asteriskVersion { lines.append("Asterisk \(asteriskVersion)") }
        if let permittedActions { lines.append("the user may use \(permittedActions.count) actions") }
        if mayListChannels == false {
            lines.append(
                "the user may not ask for the calls that are going on (CoreShowChannels): "
                    + "to do: add \"system\" or \"reporting\" to its write = line in manager.conf")
        }
        return lines
    }
}

/// The result of a one-time check of an Asterisk.
public struct AMIProbeReport: Sendable, Hashable {
    /// Nil if the login was accepted.
    public var failure: AMIDisconnection?
    /// The interface's version, from the greeting.
    public var managerVersion: String?
    /// Asterisk's own version; nil if the user may not read it.
    public var asteriskVersion: String?
    /// The names of the actions that the user may send, sorted; nil if Asterisk didn't report them.
    public var permittedActions: [String]?

    /// Whether Asterisk listed the channels; nil if they were not requested.
    public var listsChannels: Bool?
    /// The names of the channels and devices that Asterisk listed, sorted.
    public var names: [String] = []
    /// By how many seconds Asterisk's clock is ahead of this machine's; nil if unknown.
    public var clockLead: Double?

    /// Whether the user may list the calls in progress; nil if unknown.
    public var mayListChannels: Bool? { permittedActions?.contains("CoreShowChannels") ?? listsChannels }

    /// The same as lines of text.
    public var lines: [String] {
        if let failure {
            return [failure.description] + (failure.remedy.isEmpty ? [] : ["to do: \(failure.remedy)"])
        }
        var lines = ["logged in; manager interface \(managerVersion ?? "of unknown version")"]
        if let managerVersion, let complaint = AMIManagerVersion.complaint(managerVersion) {
            lines.append("\(complaint); to do: use Asterisk 12 or later")
        }
        if let asteriskVersion { lines.append("Asterisk \(asteriskVersion)") }
        if let permittedActions { lines.append("the user has the right to \(permittedActions.count) actions") }
        if listsChannels == true { lines.append("it lists the calls in progress") }
        if let clockLead, abs(clockLead) > 2 {
            let seconds = Int(min(abs(clockLead), 1e9).rounded())
            lines.append(
                "its clock is \(seconds) s \(clockLead > 0 ? "ahead of" : "behind") this machine's: "
                    + "to do: synchronise both with NTP, since events are dated by it")
        }
        if mayListChannels == false {
            lines.append(
                "the user may not list the calls in progress (CoreShowChannels): "
                    + "to do: add \"reporting\" to its write = line in manager.conf")
        }
        return lines
    }
}

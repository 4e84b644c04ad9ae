import AMI
import AMIClient

/// Finds out when Asterisk has answered all lists that were requested after a login, and its version. Asterisk answers
/// actions in order, so the answer to the last one comes after all lists.
struct ResynchronisationEnd {
    /// After so many ticks without an answer, waiting ends.
    private static let patience = 30

    /// What was found.
    struct Finding {
        /// Asterisk's version; `nil` if it does not report it.
        var version: String?
        /// Whether Asterisk refused none of the lists.
        var isWhole: Bool
    }

    private var actionID: String?
    private var refusals = 0
    private var ticks = 0

    /// Sends the last action, after all others.
    mutating func sessionBegan(_ session: AMISession) {
        refusals = 0
        ticks = 0
        actionID = try? session.send(AMIAction("CoreSettings"))
    }

    mutating func sessionEnded() {
        actionID = nil
    }

    /// Takes an answer. Returns the finding if it is the last.
    mutating func receive(_ response: borrowing AMIMessage) -> Finding? {
        guard let actionID else { return nil }
        if response.text(of: "ActionID") != actionID {
            if response.name.equalsIgnoringCase("Error"), !response.saysActionIsUnknown { refusals += 1 }
            return nil
        }
        self.actionID = nil
        return Finding(version: response.text(of: "AsteriskVersion"), isWhole: refusals == 0)
    }

    /// To be called about once a second. Returns a finding when waiting ends without an answer.
    mutating func tick() -> Finding? {
        guard actionID != nil else { return nil }
        ticks += 1
        if ticks < Self.patience { return nil }
        actionID = nil
        return Finding(isWhole: false)
    }
}

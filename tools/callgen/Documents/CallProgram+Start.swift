import CallSpec

extension CallProgram {
    /// Whether a fact has a value from the start: a flag is false, and a number that is added to is none.
    func startsAtZero(_ slot: Slot) -> Bool {
        guard slot.fact.names.isEmpty, slot.fact.namesFrom == nil else { return false }
        switch slot.fact.kind {
        case .flag: return !slot.fact.startsUnknown
        case .number:
            return specification.transitions.contains { transition in
                transition.actions.contains {
                    if case .add(let target, _) = $0 { target.name == slot.fact.name.text } else { false }
                }
            }
        case .time, .text, .party, .cause, .word: return false
        }
    }
}

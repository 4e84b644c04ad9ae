/// What became of a call: each has one, so that their numbers add up to that of all calls.
enum Fate: String, CaseIterable {
    /// Somebody took it.
    case answered
    /// Somebody was to take it and nobody did.
    case missed
    /// Somebody outside was called and did not take it.
    case unreached
    /// Nobody was to take it, as with a wrong number or a call that became one with another.
    case other
}

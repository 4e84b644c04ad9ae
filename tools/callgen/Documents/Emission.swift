import CallSpec

/// One way to a message: a transition that sends it, from one state.
struct Emission {
    /// The message's number.
    var message: Int
    /// The transition's number.
    var rule: Int
    /// The state it starts from; `nil` for what happens outside of any call.
    var from: Int?
    /// The triggers that set it off there.
    var triggers: [Int]
    /// What the message is dated.
    var date: CallProgram.Source
    /// What is sure to be known of the call when it is sent.
    var known: KnownFacts
}

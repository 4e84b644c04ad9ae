/// A transition in the machine.
struct Rule {
    /// Which of the behaviour's transitions it is.
    let number: Int32
    /// What must hold, among the tests.
    let tests: Slice
    /// The state it leads to; -1 to stay.
    let to: Int32
    /// What is done, among the steps.
    let steps: Slice
}

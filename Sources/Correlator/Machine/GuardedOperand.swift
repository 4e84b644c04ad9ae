/// An operand that says something only where tests hold.
struct GuardedOperand {
    let operand: Operand
    /// What must hold, among the machine's tests.
    let tests: Slice
}

/// What is counted where a behaviour asks how many there are.
struct CountedThings {
    /// Things of which kind; -1 for channels.
    let kind: Int32
    /// What must hold of each, among the machine's tests.
    let tests: Slice
}

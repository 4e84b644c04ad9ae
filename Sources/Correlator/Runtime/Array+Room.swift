extension Array {
    /// Puts elements at the end, and where there is no room for them makes much more of it.
    ///
    /// What an array outgrows stays with the process, and room that was never written to is not there yet: where it
    /// grows fourfold, it leaves a third of itself behind, and where it doubles, as much again.
    mutating func add(_ elements: some Collection<Element>) {
        if capacity - count < elements.count { reserveCapacity(Swift.max(count * 4, count + elements.count)) }
        append(contentsOf: elements)
    }
}

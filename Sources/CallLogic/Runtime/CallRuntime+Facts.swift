@_spi(Runtime)
extension CallRuntime where Self: ~Copyable {
    /// A number becomes what the first source that has a value says.
    @inlinable
    public mutating func setNumber(
        _ fact: NumberFact, _ sources: Sources, onlyIfUnset: Bool, _ subjects: Subjects, _ bytes: RawSpan
    ) {
        guard isKept(fact, subjects) else { return }
        if onlyIfUnset, isSet(fact, subjects) { return }
        write(number(sources, subjects, bytes), to: fact, subjects)
    }

    /// A text becomes what the first source that has a value says.
    @inlinable
    public mutating func setText(
        _ fact: TextFact, _ sources: Sources, onlyIfUnset: Bool, _ subjects: Subjects, _ bytes: RawSpan
    ) {
        guard isKept(fact, subjects) else { return }
        if onlyIfUnset, isSet(fact, subjects) { return }
        write(takeText(sources, subjects, bytes), to: fact, subjects)
    }

    /// A party, which is two texts, gets an extension and a name.
    @inlinable
    public mutating func setParty(
        _ number: (fact: TextFact, sources: Sources), _ name: (fact: TextFact, sources: Sources), onlyIfUnset: Bool,
        _ subjects: Subjects, _ bytes: RawSpan
    ) {
        // A party is there if its extension is.
        if onlyIfUnset, isSet(number.fact, subjects) { return }
        // Both are taken before either is written: one can be made of the other.
        let newNumber = isKept(number.fact, subjects) ? takeText(number.sources, subjects, bytes) : nil
        let newName = isKept(name.fact, subjects) ? takeText(name.sources, subjects, bytes) : nil
        if let newNumber { write(newNumber, to: number.fact, subjects) }
        if let newName { write(newName, to: name.fact, subjects) }
    }
}

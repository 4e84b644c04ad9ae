/// A ``Condition`` in the machine.
struct Test {
    enum Check {
        /// The header has this word of its vocabulary.
        case word(UInt8)
        /// It has one of these, among the machine's words.
        case words(Slice)
        /// The header says something.
        case headerIsSet
        /// There is a text.
        case textIsSet
        /// There is a number.
        case numberIsSet
        case number(Int64)
        /// The text is one of these, among the machine's texts.
        case texts(Slice)
        case sameText(Operand)
        case sameNumber(Operand)
        case atLeast(Operand)
        /// The text matches one of these, among the machine's patterns.
        case matches(Slice)
        case digits
        /// All tests of one group hold, among the machine's groups.
        case any(Slice)
        /// Nothing does.
        case never
    }

    let operand: Operand
    let check: Check
    let isNegated: Bool

    /// How much there is to do to know, beside others.
    var cost: Int {
        switch check {
        case .word, .headerIsSet, .never: 0
        case .words, .number, .numberIsSet: 1
        case .textIsSet, .sameNumber, .atLeast: 2
        case .texts, .sameText, .digits: 3
        case .matches: 4
        case .any: 5
        }
    }
}

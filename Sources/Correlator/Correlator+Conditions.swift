import AMI
@_spi(Runtime) import CallLogic

extension Correlator {
    // MARK: Tests

    mutating func holds(_ tests: Slice, _ subjects: Subjects, _ bytes: RawSpan) -> Bool {
        for test in tests.range where holds(machine.tests[test], subjects, bytes) == machine.tests[test].isNegated {
            return false
        }
        return true
    }

    @inline(__always)
    private mutating func holds(_ test: Test, _ subjects: Subjects, _ bytes: RawSpan) -> Bool {
        switch test.check {
        case .word(let word): return slots.code(header(test.operand)) == word
        case .words(let words):
            let code = slots.code(header(test.operand))
            for word in words.range where machine.words[word] == code { return true }
            return false
        case .headerIsSet: return slots.has(header(test.operand))
        case .textIsSet: return !text(test.operand, subjects, bytes).isEmpty
        case .numberIsSet: return number(test.operand, subjects, bytes) != FactPool.unset
        case .number(let expected): return number(test.operand, subjects, bytes) == expected
        case .texts(let some):
            let text = text(test.operand, subjects, bytes)
            for other in some.range
            where span(text, bytes).equals(texts.span(of: machine.texts[other])) { return true }
            return false
        case .sameText(let other):
            let text = text(test.operand, subjects, bytes)
            let other = self.text(other, subjects, bytes)
            return !text.isEmpty && span(text, bytes).equals(span(other, bytes))
        case .sameNumber(let other):
            let number = number(test.operand, subjects, bytes)
            return number != FactPool.unset && number == self.number(other, subjects, bytes)
        case .atLeast(let other):
            let number = number(test.operand, subjects, bytes)
            return number != FactPool.unset && number >= self.number(other, subjects, bytes)
        case .matches(let patterns):
            let text = text(test.operand, subjects, bytes)
            for pattern in patterns.range where machine.patterns[pattern].matches(span(text, bytes)) { return true }
            return false
        case .digits:
            let place = text(test.operand, subjects, bytes)
            let text = span(place, bytes)
            for offset in 0..<text.byteCount where text.byte(at: offset) &- UInt8(ascii: "0") >= 10 { return false }
            return text.byteCount > 0
        case .any(let groups):
            for group in groups.range where holds(machine.groups[group], subjects, bytes) { return true }
            return false
        case .never: return false
        }
    }

    private func header(_ operand: Operand) -> Int {
        guard case .header(let header) = operand else { preconditionFailure("only headers have a vocabulary") }
        return Int(header)
    }
}

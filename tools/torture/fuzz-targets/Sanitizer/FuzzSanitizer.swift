import Fuzzing
@testable import wiretap

/// A recording, whatever is in it, is cleaned: it keeps its lines and what they are called, and once clean stays so.
@main
enum FuzzSanitizer {
    static func main() {
        Fuzzer.run { start, count in
            let input = Fuzzer.bytes(start, count)
            var sanitizer = Sanitizer()
            let clean = sanitizer.sanitized(input)
            precondition(lines(clean).count == lines(input).count, "another number of lines")
            var other = Sanitizer()
            precondition(other.sanitized(input) == clean, "another result for another run")
            var next = Sanitizer()
            precondition(next.sanitized(clean) == clean, "a second run changes something")
            return 0
        }
    }
}

private func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
}

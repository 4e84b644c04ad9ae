import CallSpec
import Fuzzing

/// A spec, whatever is in it, is taken or refused with the place of each fault, which is in the file.
@main
enum FuzzSpec {
    static func main() {
        Fuzzer.run { start, count in
            let input = Fuzzer.bytes(start, count)
            let (program, diagnostics) = SpecificationCompiler.resolve(input, documentation: nil)
            precondition(program != nil || diagnostics.contains { $0.severity == .error }, "refused without a word")
            let lines = input.count { $0 == UInt8(ascii: "\n") } + 1
            for diagnostic in diagnostics {
                precondition(1...lines ~= diagnostic.location.line, "a line that is not there")
                precondition(1...count + 2 ~= diagnostic.location.column, "a column that is not there")
                precondition(!diagnostic.message.isEmpty, "a fault without a word")
            }
            return 0
        }
    }
}

import ArgumentParser
import CallSpec

/// Where the spec is: the same for every command that makes documents of it.
struct SpecOptions: ParsableArguments {
    @Argument(help: "The spec.")
    var spec = "spec/calls.json"

    /// Compiles the spec.
    /// - Throws: what ``SpecFile/compile()`` throws.
    func compile() throws -> CallProgram {
        try SpecFile(path: spec, documentationPath: nil).compile()
    }
}

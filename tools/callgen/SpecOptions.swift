import ArgumentParser
import CallSpec

/// Where the spec is: the same for every command that makes documents of it.
struct SpecOptions: ParsableArguments {
    /// The spec, where none is named.
    static let usualSpec = "spec/calls.json"

    @Argument(help: "The spec.")
    var spec = Self.usualSpec

    /// Compiles the spec.
    /// - Throws: what ``SpecFile/compile()`` throws.
    func compile() throws -> CallProgram {
        try SpecFile(path: spec, documentationPath: nil).compile()
    }
}

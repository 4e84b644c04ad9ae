import ArgumentParser
import CallSpec

/// The argument that names the spec, shared by the commands that generate documents.
struct SpecOptions: ParsableArguments {
    /// The default spec.
    static let usualSpec = "spec/calls.json"

    @Argument(help: "The spec.")
    var spec = Self.usualSpec

    /// Compiles the spec.
    /// - Throws: what ``SpecFile/compile()`` throws.
    func compile() throws -> CallProgram {
        try SpecFile(path: spec, documentationPath: nil).compile()
    }
}

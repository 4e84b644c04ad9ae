import AMI
import ArgumentParser
import CallSpec
import Console
import Correlator
import Glibc

/// Which behaviour to run: the built-in one, or a spec from a file.
struct SpecOptions: ParsableArguments {
    /// The help of the option.
    private static let help = ArgumentHelp(
        "The spec to run instead of the built-in one, such as calls.json. Needs no build.",
        discussion: "Errors are printed as FILE:LINE:COLUMN.", valueName: "file")

    @Option(help: help, completion: .file(extensions: ["json"]))
    var spec: String?

    /// The behaviour.
    ///
    /// - Parameter refusesWarnings: Whether warnings count as errors.
    /// - Throws: `ExitCode` 78 (EX_CONFIG) if the spec can't be used, after printing its errors.
    func load(refusesWarnings: Bool = false) throws -> LoadedSpec {
        guard let spec else { return LoadedSpec(tables: .calls, names: .calls) }
        let folder = spec.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let documentation = folder.isEmpty ? AMIDocumentation.fileName : "\(folder)/\(AMIDocumentation.fileName)"
        let (program, diagnostics) = SpecificationCompiler.compile(
            try Self.read(spec), name: String(spec.split(separator: "/").last ?? ""),
            documentation: try Self.documentation(documentation))
        for diagnostic in diagnostics { StandardError.write(diagnostic.rendered(file: spec) + "\n") }
        guard let program else { throw ExitCode(Self.unusable) }
        if refusesWarnings, !diagnostics.isEmpty {
            StandardError.write("\(spec): the daemon runs no spec with warnings; fix them, or use replay\n")
            throw ExitCode(Self.unusable)
        }
        return LoadedSpec(tables: program.tables, names: program.names)
    }

    /// Asterisk's documentation of its events: the file beside the spec if there is one, else the built-in one.
    private static func documentation(_ path: String) throws -> AMIDocumentation? {
        guard access(path, F_OK) == 0 else { return .builtIn }
        guard let documentation = AMIDocumentation(try read(path)) else {
            StandardError.write("\(path) does not describe AMI events\n")
            throw ExitCode(unusable)
        }
        return documentation
    }

    /// EX_CONFIG of sysexits.h, as for a configuration that can't be used.
    private static let unusable: Int32 = 78

    private static func read(_ path: String) throws -> [UInt8] {
        do {
            let file = try MappedFile(path: path)
            return [UInt8](unsafeUninitializedCapacity: file.byteCount) { buffer, count in
                for offset in 0..<file.byteCount { buffer[offset] = file.bytes.byte(at: offset) }
                count = file.byteCount
            }
        } catch {
            StandardError.write("\(error)\n")
            throw ExitCode(unusable)
        }
    }
}

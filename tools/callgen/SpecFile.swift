import ArgumentParser
import CallSpec
import Console

import FoundationEssentials

/// A spec on disk, and Asterisk's documentation beside it.
struct SpecFile {
    /// Where the spec is.
    var path: String
    /// Where the documentation of AMI's events is, where it was named. Otherwise it is the `ami-events.json` beside the
    /// spec; where there is none, the one that is built in.
    var documentationPath: String?

    /// The help of the option that names the documentation.
    static let documentationHelp: ArgumentHelp = """
        Asterisk's documentation of its AMI events, to check names. (default: the ami-events.json beside the spec, or \
        the built-in one)
        """

    /// Compiles the spec and prints its errors and warnings to standard error, one on each line.
    ///
    /// - Throws: `ExitCode.failure` if the spec has errors, after printing them; a ``FileFailure`` or a
    ///   `ValidationError` if a file can't be read.
    func compile() throws -> CallProgram {
        let (program, hasErrors) = try read()
        guard let program, !hasErrors else { throw ExitCode.failure }
        return program
    }

    /// The same for a spec whose names are right, but whose machine may not make sense.
    func resolve() throws -> CallProgram {
        guard let program = try read().program else { throw ExitCode.failure }
        return program
    }

    private func read() throws -> (program: CallProgram?, hasErrors: Bool) {
        let documentation = try documentation()
        let (program, diagnostics) = SpecificationCompiler.resolve(
            try Self.read(path), name: String(path.split(separator: "/").last ?? ""), documentation: documentation)
        for diagnostic in diagnostics { StandardError.write(diagnostic.rendered(file: path) + "\n") }
        return (program, diagnostics.contains { $0.severity == .error })
    }

    private func documentation() throws -> AMIDocumentation? {
        let beside = URL(filePath: path).deletingLastPathComponent().appending(path: AMIDocumentation.fileName).path()
        let found = FileManager.default.fileExists(atPath: beside) ? beside : nil
        guard let file = documentationPath ?? found else { return AMIDocumentation.builtIn }
        guard let documentation = AMIDocumentation(try Self.read(file)) else {
            throw ValidationError("\(file) does not describe AMI events.")
        }
        return documentation
    }

    private static func read(_ path: String) throws -> [UInt8] {
        do { return [UInt8](try Data(contentsOf: URL(filePath: path))) } catch {
            throw FileFailure(path, "read", error)
        }
    }
}

import ArgumentParser
import CallSpec
import Console

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A spec on disk, and what Asterisk documents beside it.
struct SpecFile {
    /// Where the spec is.
    var path: String
    /// Where `ami-events.json` is, where it is known.
    var documentationPath: String?

    /// Compiles the spec and prints what is wrong or looks wrong with it to standard error, one line each as
    /// compilers do.
    ///
    /// - Throws: `ExitCode.failure` where the spec can't be used, after its faults were printed; a ``FileFailure`` or a
    ///   `ValidationError` where a file can't be read.
    func compile() throws -> CallProgram {
        let (program, hasErrors) = try read()
        guard let program, !hasErrors else { throw ExitCode.failure }
        return program
    }

    /// The same for a spec whose machine may make no sense as long as its names are right.
    func resolve() throws -> CallProgram {
        guard let program = try read().program else { throw ExitCode.failure }
        return program
    }

    private func read() throws -> (program: CallProgram?, hasErrors: Bool) {
        var documentation: AMIDocumentation?
        if let documentationPath {
            documentation = AMIDocumentation(try Self.read(documentationPath))
            if documentation == nil { throw ValidationError("\(documentationPath) does not describe AMI's events.") }
        }
        let (program, diagnostics) = SpecificationCompiler.resolve(try Self.read(path), documentation: documentation)
        for diagnostic in diagnostics { StandardError.write(diagnostic.rendered(file: path) + "\n") }
        return (program, diagnostics.contains { $0.severity == .error })
    }

    private static func read(_ path: String) throws -> [UInt8] {
        do { return [UInt8](try Data(contentsOf: URL(filePath: path))) } catch {
            throw FileFailure(path, "read", error)
        }
    }
}

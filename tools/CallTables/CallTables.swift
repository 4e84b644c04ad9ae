import Foundation
import PackagePlugin

/// Makes a module's tables from the spec of calls whenever the spec changes.
///
/// The spec is `spec/calls.json` of the package, or `calls.json` in the target's own folder where there is one: so a
/// package that brings its own behaviour needs nothing but that file and this plugin. An `ami-events.json` beside it says
/// what its Asterisk has beyond what `callgen` knows.
@main
struct CallTables: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard let module = target as? any SourceModuleTarget else { return [] }
        func file(_ name: String) -> URL? { module.sourceFiles.first { $0.url.lastPathComponent == name }?.url }
        let own = file("calls.json")
        let folder = context.package.directoryURL.appending(path: "spec")
        let spec = own ?? folder.appending(path: "calls.json")
        let output = context.pluginWorkDirectoryURL.appending(path: "CallTables+Generated.swift")
        var inputs = [spec]
        var arguments = ["generate", spec.path(), "--output", output.path()]
        // Without one, callgen has what is known of Asterisk.
        let beside = folder.appending(path: "ami-events.json")
        let documentation =
            own != nil
            ? file("ami-events.json") : FileManager.default.fileExists(atPath: beside.path()) ? beside : nil
        if let documentation {
            inputs.append(documentation)
            arguments += ["--ami-events", documentation.path()]
        }
        if module.moduleName != "Correlator" { arguments.append("--import-correlator") }
        return [
            .buildCommand(
                displayName: "Making the tables of \(module.name) from \(spec.lastPathComponent)",
                executable: try context.tool(named: "callgen").url, arguments: arguments,
                inputFiles: inputs,
                outputFiles: [output, context.pluginWorkDirectoryURL.appending(path: "HangupCause+Generated.swift")])
        ]
    }
}

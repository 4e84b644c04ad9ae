import ArgumentParser
import Bridge
import Console

/// Where the configuration comes from: a file, the environment and flags. Later ones override earlier ones.
struct ConfigurationOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: Self.fileHelp, completion: Self.fileCompletion)
    var config: String?

    /// The help of the option, the same for all commands.
    static let fileHelp: ArgumentHelp = """
        The configuration file (YAML). Default: the file that $\(ConfigurationTable.fileVariable) names, else \
        \(ConfigurationLoader.defaultFile) if it can be read.
        """
    static let fileCompletion = CompletionKind.file(extensions: ["yaml", "yml"])

    @OptionGroup(title: "Fields of the configuration")
    var flags: ConfigurationFlags

    /// Reads the configuration, at the start and at each reload.
    var loader: ConfigurationLoader {
        ConfigurationLoader(file: ConfigurationLoader.file(askedFor: config), flags: flags.values)
    }

    /// Loads and validates one configuration for each PBX. Prints all errors and exits with 78 (EX_CONFIG) if there are
    /// any.
    func load() throws -> [BridgeConfiguration] { try Self.load(loader) }

    /// The configurations for another spec than the built-in one.
    func load(for spec: LoadedSpec) throws -> [BridgeConfiguration] { try Self.load(loader(for: spec)) }

    /// The loader for another spec than the built-in one.
    func loader(for spec: LoadedSpec) -> ConfigurationLoader {
        var loader = loader
        loader.messages = ConfigurationLoader.messages(spec.tables)
        return loader
    }

    /// The same, but returns the warnings instead of printing them.
    func loadWithWarnings() throws -> (bridges: [BridgeConfiguration], warnings: [ConfigurationFault]) {
        try loadWithWarnings(loader)
    }

    /// The same by a loader that knows another behaviour.
    func loadWithWarnings(
        _ loader: ConfigurationLoader
    ) throws -> (bridges: [BridgeConfiguration], warnings: [ConfigurationFault]) {
        do {
            return try loader.load()
        } catch {
            StandardError.write("\(error)\n")
            throw ExitCode(ConfigurationFaults.exitCode)
        }
    }

    /// The same for a command that needs only some sections.
    static func load(
        from config: String?, flags: [String: String], sections: [String]
    ) throws -> [BridgeConfiguration] {
        try load(
            ConfigurationLoader(
                file: ConfigurationLoader.file(askedFor: config), flags: flags, sections: sections))
    }

    private static func load(_ loader: ConfigurationLoader) throws -> [BridgeConfiguration] {
        do {
            let (bridges, warnings) = try loader.load()
            for warning in warnings { StandardError.write("\(warning)\n") }
            return bridges
        } catch {
            StandardError.write("\(error)\n")
            throw ExitCode(ConfigurationFaults.exitCode)
        }
    }
}

import ArgumentParser
import Bridge
import Console

/// Where the configuration comes from: a file, the environment and flags, the later the weightier.
struct ConfigurationOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "The configuration file (YAML).")
    var config: String?

    @OptionGroup(title: "Fields of the configuration")
    var flags: ConfigurationFlags

    /// What reads it, now and again.
    var loader: ConfigurationLoader {
        ConfigurationLoader(file: ConfigurationLoader.file(askedFor: config), flags: flags.values)
    }

    /// Loads and validates it, one for each PBX; prints all faults and exits with 78 (EX_CONFIG) where there are any.
    func load() throws -> [BridgeConfiguration] { try Self.load(loader) }

    /// The same for a command that wants but some sections of it.
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

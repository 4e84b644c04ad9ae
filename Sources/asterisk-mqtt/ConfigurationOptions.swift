import ArgumentParser
import Bridge
import Glibc

/// Where the configuration comes from: a file, the environment and flags, the later the weightier.
struct ConfigurationOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "The configuration file (YAML).")
    var config: String?

    @OptionGroup(title: "Fields of the configuration")
    var flags: ConfigurationFlags

    /// Loads and validates it; prints all faults and exits with 78 (EX_CONFIG) where there are any.
    func load() throws -> BridgeConfiguration { try Self.load(from: config, flags: flags.values) }

    /// The same for a command that wants but one section of it.
    static func load(
        from config: String?, flags: [String: String], section: String? = nil
    ) throws -> BridgeConfiguration {
        let file = ConfigurationLoader.file(askedFor: config)
        do {
            let loader = ConfigurationLoader(file: file, flags: flags, section: section)
            let (configuration, warnings) = try loader.load()
            for warning in warnings { say("\(warning)") }
            return configuration
        } catch {
            say("\(error)")
            throw ExitCode(ConfigurationFaults.exitCode)
        }
    }

    private static func say(_ text: String) {
        Output.write(Array("\(text)\n".utf8), to: STDERR_FILENO)
    }
}

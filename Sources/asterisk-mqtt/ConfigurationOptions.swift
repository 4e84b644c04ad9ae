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
    func load() throws -> BridgeConfiguration {
        let file = ConfigurationLoader.file(askedFor: config)
        do {
            let (configuration, warnings) = try ConfigurationLoader(file: file, flags: flags.values).load()
            for warning in warnings { fputs("\(warning)\n", stderr) }
            return configuration
        } catch {
            fputs("\(error)\n", stderr)
            throw ExitCode(ConfigurationFaults.exitCode)
        }
    }
}

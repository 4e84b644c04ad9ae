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
            for warning in warnings { Self.say("\(warning)") }
            return configuration
        } catch {
            Self.say("\(error)")
            throw ExitCode(ConfigurationFaults.exitCode)
        }
    }

    private static func say(_ text: String) {
        let bytes = Array("\(text)\n".utf8)
        _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}

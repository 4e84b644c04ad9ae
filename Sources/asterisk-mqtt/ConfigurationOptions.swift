import ArgumentParser
import Bridge
import Glibc

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
    func load() throws -> [BridgeConfiguration] {
        do {
            let (bridges, warnings) = try loader.load()
            for warning in warnings { Self.say("\(warning)") }
            return bridges
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

import TestSupport
import Testing

@testable import Bridge

/// The least a file has to say; three lines.
let minimal = """
    ami:
      username: bridge
      secret: hunter2-of-the-file

    """

/// Loads `yaml` from a file of its own, or no file for `nil`.
func load(
    _ yaml: String?, environment: [String: String] = [:], flags: [String: String] = [:], mode: UInt32 = 0o600,
    in directory: TemporaryDirectory? = nil
) throws -> (configuration: BridgeConfiguration, warnings: [ConfigurationFault]) {
    let directory = directory ?? TemporaryDirectory()
    let file = try yaml.map { try directory.write($0, to: "asterisk-mqtt.yaml", mode: mode) }
    return try withExtendedLifetime(directory) {
        let (bridges, warnings) = try ConfigurationLoader(file: file, environment: environment, flags: flags).load()
        return (bridges[0], warnings)
    }
}

/// The faults as they are printed, with `DIR` for the scratch directory; empty when there are none.
func faults(
    _ yaml: String?, environment: [String: String] = [:], flags: [String: String] = [:], mode: UInt32 = 0o600,
    in directory: TemporaryDirectory? = nil
) throws -> [String] {
    let directory = directory ?? TemporaryDirectory()
    let found: [ConfigurationFault]
    do {
        found = try load(yaml, environment: environment, flags: flags, mode: mode, in: directory).warnings
    } catch let error as ConfigurationFaults {
        found = error.faults
    }
    return found.map { $0.description.replacing(directory.path, with: "DIR") }
}

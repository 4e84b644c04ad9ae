/// Thrown by ``ConfigurationLoader/load()``: everything that is wrong, at least one ``ConfigurationFault`` of
/// severity `error` among it.
///
/// The program prints it to standard error and exits with ``exitCode``.
public struct ConfigurationFaults: Error, Sendable, CustomStringConvertible {
    /// `EX_CONFIG` of `sysexits.h`, which systemd's `RestartPreventExitStatus` knows too.
    public static let exitCode: Int32 = 78

    /// Errors and warnings: those of the file by line, then those of the environment, then those of the flags.
    public let faults: [ConfigurationFault]

    init(_ faults: [ConfigurationFault]) {
        self.faults = faults
    }

    /// One fault a line.
    public var description: String {
        faults.map(\.description).joined(separator: "\n")
    }
}

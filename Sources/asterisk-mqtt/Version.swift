import ArgumentParser
import Correlator

/// `asterisk-mqtt version`
struct Version: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints the version, and the name and hash of the spec.")

    /// The version of this source.
    static let text = "0.1.0"

    @OptionGroup var behaviour: SpecOptions

    func run() throws {
        print("asterisk-mqtt \(Self.text), spec \(try behaviour.load().tables.spec)")
    }
}

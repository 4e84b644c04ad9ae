import ArgumentParser

/// `asterisk-mqtt version`
struct Version: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Prints the version.")

    /// The version of this source.
    static let text = "0.1.0"

    func run() {
        print("asterisk-mqtt \(Self.text)")
    }
}

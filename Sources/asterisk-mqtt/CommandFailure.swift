import ArgumentParser
import Console

/// Why a command with valid arguments failed: a sentence, and an exit code of sysexits.h. The usage is not printed,
/// since it would not help.
struct CommandFailure: Error {
    let text: String
    let code: Int32

    /// The input is invalid.
    static func data(_ text: String) -> CommandFailure { CommandFailure(text: text, code: 65) }
    /// A file could not be read.
    static func noInput(_ text: String) -> CommandFailure { CommandFailure(text: text, code: 66) }
    /// A file could not be created.
    static func cannotCreate(_ text: String) -> CommandFailure { CommandFailure(text: text, code: 73) }

    /// Runs a command's body. Reports a failure on standard error and exits with its code.
    static func reporting(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let failure as CommandFailure {
            StandardError.write("asterisk-mqtt: \(failure.text)\n")
            throw ExitCode(failure.code)
        }
    }
}

import Glibc

/// Standard error, without the C library's mutable `stderr`.
package enum StandardError {
    /// Writes a text. Does nothing if standard error is closed.
    package static func write(_ text: String) { Output.write(Array(text.utf8), to: STDERR_FILENO) }
}

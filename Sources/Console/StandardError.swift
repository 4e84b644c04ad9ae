#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Standard error, without the C library's `stderr`, which is a variable that anybody could change.
package enum StandardError {
    /// Nobody is left to be told where standard error is gone.
    package static func write(_ text: String) { Output.write(Array(text.utf8), to: STDERR_FILENO) }
}

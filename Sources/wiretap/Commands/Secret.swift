#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where a secret comes from; never from the command line without a word about who can read it there.
enum Secret {
    /// Looks in this order: the option (with a warning), the file, the environment, the terminal.
    ///
    /// - Throws: `Failure`: EX_NOINPUT for a file that can't be read, EX_USAGE if there's none anywhere.
    static func find(option: String?, file: String?, variable: String, prompt: String) throws(Failure) -> String {
        if let option {
            Wiretap.complain(
                "warning: a secret on the command line can be read by every user of this machine; "
                    + "--secret-file or $\(variable) keep it")
            return option
        }
        if let file {
            let source = try CaptureSource(path: file)
            return source.withBytes { bytes in
                let text = bytes.text(0..<bytes.byteCount)
                return String(text.prefix { !$0.isNewline })
            }
        }
        if let value = getenv(variable) { return String(cString: value) }
        if isatty(STDIN_FILENO) == 1 {
            guard let typed = getpass(prompt) else { throw Failure("no secret was typed", code: 64) }
            return String(cString: typed)
        }
        throw Failure("no secret: set $\(variable), or name a file with --secret-file", code: 64)
    }
}

import Glibc

/// Where a secret comes from; one on the command line causes a warning.
enum Secret {
    /// Looks in this order: the option (with a warning), the file, the environment, the terminal.
    ///
    /// - Throws: `Failure`: EX_NOINPUT for a file that can't be read, EX_USAGE if there's none anywhere.
    static func find(option: String?, file: String?, variable: String, prompt: String) throws(Failure) -> String {
        if let option {
            Wiretap.complain(
                "warning: every user of this machine can see a secret on the command line; "
                    + "use --secret-file or $\(variable)")
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
            guard let typed = getpass(prompt) else { throw Failure("no secret was entered", code: 64) }
            return String(cString: typed)
        }
        throw Failure("no secret: set $\(variable), or use --secret-file", code: 64)
    }
}

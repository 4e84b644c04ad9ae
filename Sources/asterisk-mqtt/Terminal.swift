import Console
import Glibc
import Watch

/// The terminal's alternate screen. The previous content comes back when it is closed, and also when a crash ends the
/// process.
final class Terminal {
    /// Restores the previous screen, cursor, line breaks and colour.
    private static let restoring: StaticString = "\u{1B}[0m\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"
    /// Switches to the alternate screen without a cursor; long lines are cut, not wrapped.
    private static let taking = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[2J"
    /// The signals of a crash; the others end the command normally.
    private static let crashes = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT, SIGQUIT]

    /// The previous keyboard settings, for the signal handler. Written before any handler is installed, and never
    /// freed.
    private nonisolated(unsafe) static let before = UnsafeMutablePointer<termios>.allocate(capacity: 1)

    private let hasKeyboard: Bool
    private var isOpen = true

    /// Whether standard output is a terminal on which a screen can be drawn.
    static var isThere: Bool {
        guard isatty(STDOUT_FILENO) == 1 else { return false }
        let kind = getenv("TERM").map { String(cString: $0) } ?? ""
        return !kind.isEmpty && kind != "dumb"
    }

    /// Whether colours are wanted (https://no-color.org).
    static var hasColours: Bool {
        guard let value = getenv("NO_COLOR") else { return true }
        return value.pointee == 0
    }

    /// Takes the terminal.
    init() {
        Self.before.initialize(to: termios())
        hasKeyboard = isatty(STDIN_FILENO) == 1 && tcgetattr(STDIN_FILENO, Self.before) == 0
        for number in Self.crashes {
            var action = sigaction()
            // SA_RESETHAND: the second time, the signal does what it always did.
            action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
            action.__sigaction_handler.sa_handler = { number in
                Terminal.putBack()
                raise(number)
            }
            sigaction(number, &action, nil)
        }
        if hasKeyboard {
            var silent = Self.before.pointee
            silent.c_lflag &= ~tcflag_t(ICANON | ECHO)
            // ^Z would leave the shell on our screen.
            withUnsafeMutableBytes(of: &silent.c_cc) { $0[Int(VSUSP)] = 0 }
            tcsetattr(STDIN_FILENO, TCSANOW, &silent)
        }
        write(Self.taking)
    }

    deinit { close() }

    /// Gives the terminal back.
    func close() {
        guard isOpen else { return }
        isOpen = false
        Self.putBack()
    }

    /// Does only what a signal handler may do (signal-safety(7)).
    private static func putBack() {
        _ = restoring.withUTF8Buffer { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
        // Where standard input is no terminal, this does nothing.
        tcsetattr(STDIN_FILENO, TCSANOW, before)
    }

    /// Its size; 80 × 24 if unknown.
    var size: WatchSize {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return WatchSize(columns: 80, rows: 24)
        }
        return WatchSize(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }

    /// The pressed keys; does not wait.
    func keys() -> [UInt8] {
        guard hasKeyboard else { return [] }
        var waiting = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, 0) == 1, waiting.revents & Int16(POLLIN) != 0 else { return [] }
        var keys = [UInt8](repeating: 0, count: 64)
        let count = keys.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
        return Array(keys.prefix(max(0, count)))
    }

    /// Writes to it.
    ///
    /// - Returns: Whether the terminal is still there.
    @discardableResult
    func write(_ text: String) -> Bool { Output.write(Array(text.utf8), to: STDOUT_FILENO) }
}

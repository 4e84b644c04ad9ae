import Glibc
import Synchronization

/// A server or tool that a test starts, and ends by its pid.
package final class ChildProcess: Sendable {
    package let pid: pid_t
    /// The file with its standard output and standard error.
    package let output: String
    private let status = Mutex<Int32?>(nil)

    /// Starts it; its standard output and standard error go to a file.
    ///
    /// - Throws: ``TestFailure`` where there is no such program.
    package init(_ executable: String, _ arguments: [String], output: String) throws {
        self.output = output
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var words: [UnsafeMutablePointer<CChar>?] = ([executable] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var pid: pid_t = 0
        // The threads of Swift's pool block signals, and this process ignores SIGPIPE; the child shall do neither.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let result = posix_spawnp(&pid, executable, &actions, &attributes, words, environ)
        if result != 0 { throw TestFailure("\(executable): \(String(cString: strerror(result)))") }
        self.pid = pid
    }

    deinit {
        end(SIGKILL)
    }

    /// Whether it is still there.
    package var isRunning: Bool { status.withLock { collect(&$0) } == false }

    /// Sends it a signal and does not wait.
    package func signal(_ number: Int32) {
        status.withLock { status in
            // Once it was waited for, its pid may be another's.
            if !collect(&status) { kill(pid, number) }
        }
    }

    /// Ends it and waits until it is gone. Whatever doesn't go within ten seconds is killed.
    package func end(_ number: Int32 = SIGTERM) {
        signal(number)
        for _ in 0..<2000 {
            if !isRunning { return }
            usleep(5000)
        }
        kill(pid, SIGKILL)
        while isRunning { usleep(5000) }
    }

    /// Waits for it to end by itself; its exit code, or the number of the signal that ended it, negative.
    package func wait(within limit: Duration = .seconds(60)) async throws -> Int32 {
        try await eventually("\(pid) ends", within: limit) { !self.isRunning }
        let status = status.withLock { $0 } ?? 0
        return status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
    }

    /// What it has written so far.
    package var text: String { read(file: output) }

    /// The lines that it has written so far, without empty ones.
    package func lines() -> [String] { text.split(separator: "\n").map(String.init) }

    /// Whether it has ended.
    private func collect(_ status: inout Int32?) -> Bool {
        if status != nil { return true }
        var code: Int32 = 0
        guard waitpid(pid, &code, WNOHANG) == pid else { return false }
        status = code
        return true
    }
}

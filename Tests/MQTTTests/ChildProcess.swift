import Glibc
import Synchronization

/// A server or tool that a test starts, and ends by its pid.
final class ChildProcess: Sendable {
    struct Failure: Error {
        let reason: String
    }

    let pid: pid_t
    /// Its standard output and standard error.
    let output: String
    private let status = Mutex<Int32?>(nil)

    init(_ executable: String, _ arguments: [String], output: String) throws {
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
        if result != 0 { throw Failure(reason: "\(executable): \(String(cString: strerror(result)))") }
        self.pid = pid
    }

    deinit {
        end(SIGKILL)
    }

    /// Ends it and waits until it is gone.
    func end(_ signal: Int32 = SIGTERM) {
        status.withLock { status in
            guard status == nil else { return }
            kill(pid, signal)
            var code: Int32 = 0
            while waitpid(pid, &code, 0) == -1, errno == EINTR {}
            status = code
        }
    }

    /// Waits for it to end by itself; its exit code.
    func wait(seconds: Double = 30) async throws -> Int32 {
        try await eventually("\(pid) ends", within: seconds) {
            self.status.withLock { status in
                if status != nil { return true }
                var code: Int32 = 0
                guard waitpid(self.pid, &code, WNOHANG) == self.pid else { return false }
                status = code
                return true
            }
        }
        return (status.withLock { $0 } ?? 0) >> 8
    }

    func lines() -> [String] {
        read(file: output).split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    }
}

func read(file: String) -> String {
    guard let stream = fopen(file, "r") else { return "" }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 { bytes += buffer[..<count] }
    return String(decoding: bytes, as: UTF8.self)
}

func write(_ text: String, to file: String) {
    guard let stream = fopen(file, "w") else { return }
    defer { fclose(stream) }
    fputs(text, stream)
}

/// Waits until something has come about; fails when it doesn't.
func eventually(_ what: String, within seconds: Double = 15, _ holds: () -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while !holds() {
        if ContinuousClock.now > deadline { throw ChildProcess.Failure(reason: "never: \(what)") }
        try await Task.sleep(for: .milliseconds(5))
    }
}

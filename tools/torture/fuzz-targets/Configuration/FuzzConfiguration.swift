import Bridge
import Fuzzing
import Glibc

/// A configuration file, whatever is in it, is taken or refused with its faults.
@main
enum FuzzConfiguration {
    static func main() {
        Fuzzer.run { start, count in
            let input = Fuzzer.bytes(start, count)
            // In memory, one a process.
            let file = "/dev/shm/fuzz-configuration-\(getpid())"
            let descriptor = open(file, O_RDWR | O_CREAT | O_TRUNC, 0o600)
            precondition(descriptor >= 0 && write(descriptor, input, count) == count)
            close(descriptor)
            defer { unlink(file) }
            let loader = ConfigurationLoader(file: file, environment: [:])
            do throws(ConfigurationFaults) {
                let (bridges, _) = try loader.load()
                precondition(!bridges.isEmpty, "no bridge, and no fault")
            } catch {
                precondition(!error.description.isEmpty, "refused without a word")
            }
            return 0
        }
    }
}

import Fuzzing
import Glibc
import Store

/// A store's file, whatever is in it, is used or moved aside, and what comes next is kept. The input is the file, or, by its
/// first byte, is written into a real one at the place that the next two say.
@main
enum FuzzStore {
    /// In memory, one a process.
    static let folder = "/dev/shm/fuzz-store-\(getpid())"

    static func empty() {
        mkdir(folder, 0o700)
        guard let directory = opendir(folder) else { return }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { unlink("\(folder)/\(name)") }
        }
    }

    static func main() {
        Fuzzer.run { start, count in
            let input = Fuzzer.bytes(start, count)
            FuzzStore.empty()
            let path = "\(FuzzStore.folder)/store.sqlite3"
            var number: Int64 = 0
            if count > 4, input[0] & 1 == 0 {
                number = FuzzStore.damaged(path, input)
            } else {
                let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
                precondition(file >= 0 && write(file, input, count) == count)
                close(file)
            }
            // A file that can't be opened at all is an error; none of them may end the process.
            guard let store = try? Store(folder: FuzzStore.folder, layout: 1, messageLimit: 1 << 20) else { return 0 }
            _ = try? store.messages(after: 0, limit: 100)
            _ = try? store.calls()
            var messages = [
                StoredMessage(
                    topic: "t", payload: [0x78], qos: 1, retain: false, name: "hungup", importance: 9)
            ]
            if (try? store.save(messages: &messages, calls: [], settled: [number])) != nil {
                precondition(messages[0].number > 0, "a message without a number")
            }
            return 0
        }
    }

    /// Makes a store, and writes the input into it.
    static func damaged(_ path: String, _ input: [UInt8]) -> Int64 {
        var messages = (0..<8).map {
            StoredMessage(
                topic: "t/\($0)", payload: Array(repeating: 0x78, count: 300), qos: 1, retain: false, name: "hungup",
                importance: 5)
        }
        do {
            let store = try Store(folder: folder, layout: 1, messageLimit: 1 << 20)
            _ = try store.save(messages: &messages, calls: [.init(id: "1.1", record: [1, 2, 3])], settled: [])
        } catch {
            preconditionFailure("no store can be made: \(error)")
        }
        let place = Int(input[1]) << 8 | Int(input[2])
        let file = open(path, O_WRONLY)
        precondition(file >= 0)
        _ = Array(input[3...]).withUnsafeBytes { pwrite(file, $0.baseAddress, min($0.count, 512), off_t(place)) }
        close(file)
        return messages[0].number
    }
}

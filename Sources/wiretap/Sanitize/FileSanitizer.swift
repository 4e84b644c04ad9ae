import AMI
import Glibc

/// Sanitises capture files where they are.
///
/// `NAME` becomes `NAME.bak` unless there is one already (then it's the original, and stays), and the new bytes get the
/// name only when they're whole. `NAME.times` keeps pointing at the same bytes.
enum FileSanitizer {
    struct Summary {
        var files = 0
        var changed = 0
        var counts: [StandIns.Kind: Int] = [:]
        /// What is left and looks like a name, the most frequent first.
        var leftovers: [Leftovers.Word] = []
    }

    static func sanitize(_ paths: [String]) throws -> Summary {
        var sanitizer = Sanitizer()
        var summary = Summary()
        for path in paths {
            let file = try open(path)
            sanitizer.learn(from: file.bytes)
        }
        for path in paths {
            summary.files += 1
            if try rewrite(path, with: &sanitizer) { summary.changed += 1 }
        }
        summary.counts = sanitizer.counts
        summary.leftovers = sanitizer.leftovers.all
        return summary
    }

    private static func open(_ path: String) throws(Failure) -> MappedFile {
        do { return try MappedFile(path: path) } catch { throw .noInput("\(error)") }
    }

    private static func rewrite(_ path: String, with sanitizer: inout Sanitizer) throws(Failure) -> Bool {
        let file = try open(path)
        var output = try OutputFile(replacing: path)
        var position = 0
        var changed = false
        let map = try sanitizer.rewrite(file.bytes) { (bytes) throws(Failure) in
            if !changed {
                let end = position + bytes.count
                changed = end > file.byteCount || file.bytes.copy(position..<end) != bytes
                position = end
            }
            try output.append(bytes)
        }
        guard changed else { return false }
        let sidecar = ArrivalTimes.path(besides: path)
        var times: ArrivalTimes?
        if access(sidecar, F_OK) == 0 { times = try ArrivalTimes(file: sidecar).moved(by: map) }
        try keep(path)
        guard let times else {
            try output.finish()
            return true
        }
        // Two files can't change places as one: both are whole on the disk first, then renamed one after the other.
        try keep(sidecar)
        var moved = try OutputFile(replacing: sidecar)
        try moved.append(times.text)
        try moved.sync()
        try output.sync()
        try output.finish()
        try moved.finish()
        return true
    }

    /// Makes `NAME.bak` a second name of the file; the first one is about to be given to another.
    private static func keep(_ path: String) throws(Failure) {
        if link(path, path + ".bak") != 0, errno != EEXIST {
            throw .cannotCreate("\(path).bak: \(Failure.text(of: errno))")
        }
    }
}

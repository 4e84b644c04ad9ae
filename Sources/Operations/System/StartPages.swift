import Glibc

/// The pages of the program's code that were read to start it, most of which nothing needs again.
public enum StartPages {
    /// Takes them out of the process's memory: half of what an idle daemon has resident.
    ///
    /// They stay in the kernel's cache for as long as it has room, come back from there where they are needed again, and
    /// are the first to go where memory is short, which pages that a process has mapped are not.
    public static func giveBack() {
        guard let program = ProcessFiles.target(ofLink: "/proc/self/exe") else { return }
        for line in ProcessFiles.text("/proc/self/maps").split(separator: "\n") {
            // proc(5): range, rights, offset, device, inode, path. Code is never written to, so the file has all of it.
            let fields = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
            guard fields.count == 6, fields[1] == "r-xp", fields[5].drop(while: { $0 == " " }) == program else {
                continue
            }
            let bounds = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard bounds.count == 2, let start = UnsafeMutableRawPointer(bitPattern: bounds[0]) else { continue }
            madvise(start, Int(bounds[1] - bounds[0]), MADV_DONTNEED)
        }
    }
}

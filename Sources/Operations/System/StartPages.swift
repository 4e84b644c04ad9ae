import Glibc

/// The pages of program and libraries that were read to start, most of which nothing needs again.
public enum StartPages {
    /// Takes them out of the process's memory: half of what an idle daemon has resident.
    ///
    /// They stay in the kernel's cache for as long as it has room, come back from there where they are needed again, and
    /// are the first to go where memory is short, which pages that a process has mapped are not.
    public static func giveBack() {
        var mapping: UnsafeMutableRawBufferPointer?
        for line in ProcessFiles.text("/proc/self/smaps").split(separator: "\n") {
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            if fields.count >= 6, fields[1].hasPrefix("r-"), fields[5].hasPrefix("/") {
                // proc(5): range, rights, offset, device, inode, path.
                mapping = place(fields[0])
            } else if fields.count >= 5, !fields[0].hasSuffix(":") {
                mapping = nil
            } else if fields.first == "Anonymous:", fields[1] == "0", let mapping {
                // None of its pages was ever written to, so that the file has all that they have.
                madvise(mapping.baseAddress, mapping.count, MADV_DONTNEED)
            }
        }
    }

    private static func place(_ range: Substring) -> UnsafeMutableRawBufferPointer? {
        let bounds = range.split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard bounds.count == 2, bounds[0] < bounds[1] else { return nil }
        return .init(start: UnsafeMutableRawPointer(bitPattern: bounds[0]), count: Int(bounds[1] - bounds[0]))
    }
}

import Glibc

/// The memory pages of program and libraries that only the start needed.
public enum StartPages {
    /// Releases them: half of the resident memory of an idle daemon.
    ///
    /// The kernel keeps them in its cache while there is room, and loads them again when they are needed.
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
                // None of its pages was written to, so the file has the same content.
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

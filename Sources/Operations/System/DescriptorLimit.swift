import Glibc

/// The limit of file descriptors. The HTTP server must not reach it, since NIO then ends the process.
public enum DescriptorLimit {
    /// Enough for a thousand PBXs.
    private static let wanted: rlim_t = 65_536

    /// Raises the limit as far as allowed and useful.
    public static func raise() {
        var limit = rlimit()
        guard getrlimit(files, &limit) == 0 else { return }
        let possible = min(limit.rlim_max, wanted)
        if limit.rlim_cur >= possible { return }
        limit.rlim_cur = possible
        setrlimit(files, &limit)
    }

    /// The limit.
    static var current: Int {
        var limit = rlimit()
        return getrlimit(files, &limit) == 0 ? Int(clamping: limit.rlim_cur) : 1_024
    }

    private static let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
}

import Glibc

/// The program's arguments.
package enum ProcessArguments {
    /// On Linux, Swift reads the arguments from `/proc`. Without `/proc` they would be lost, so the program reports
    /// that and exits with 71 (EX_OSERR).
    package static func check(program: String) {
        if access("/proc/self/cmdline", R_OK) == 0 { return }
        StandardError.write("\(program): can't read the arguments: /proc is not mounted\n")
        exit(71)
    }
}

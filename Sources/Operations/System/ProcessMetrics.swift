import Glibc

/// What the kernel knows of this process (proc(5)); zero where `/proc` can't be read.
struct ProcessMetrics: Sendable {
    var residentBytes = 0
    var cpuSeconds = 0.0
    var openFiles = 0
    var startSeconds = 0.0

    static func now() -> ProcessMetrics {
        var metrics = ProcessMetrics()
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        // The second field, the command's name in brackets, is the only one that may have spaces in it.
        let fields = ProcessFiles.text("/proc/self/stat").split(separator: ")").last?.split(separator: " ") ?? []
        // What follows begins with field 3: utime is 14, stime 15, starttime 22 and rss 24.
        func field(_ number: Int) -> Double { fields.count > number - 3 ? Double(fields[number - 3]) ?? 0 : 0 }
        metrics.cpuSeconds = (field(14) + field(15)) / ticks
        metrics.residentBytes = Int(field(24)) * Int(sysconf(Int32(_SC_PAGESIZE)))
        let bootTime = ProcessFiles.text("/proc/stat").split(separator: "\n").first { $0.hasPrefix("btime ") }
        metrics.startSeconds = (bootTime.flatMap { Double($0.dropFirst(6)) } ?? 0) + field(22) / ticks
        if let folder = opendir("/proc/self/fd") {
            while readdir(folder) != nil { metrics.openFiles += 1 }
            closedir(folder)
            // Neither ".", "..", nor the folder itself.
            metrics.openFiles -= 3
        }
        return metrics
    }
}

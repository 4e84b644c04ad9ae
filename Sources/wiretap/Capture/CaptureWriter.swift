import AMI
import Glibc

/// Writes a recording and its arrival times.
struct CaptureWriter: ~Copyable {
    private var raw: OutputFile
    private var times: OutputFile
    private(set) var counter = EventCounter()

    /// Bytes received so far.
    var byteCount: Int { raw.byteCount }

    init(path: String, overwrite: Bool) throws(Failure) {
        let raw = try OutputFile(path: path, overwrite: overwrite)
        var times = try OutputFile(path: ArrivalTimes.path(besides: path), overwrite: overwrite)
        try times.append(Array(ArrivalTimes.header.utf8))
        self.raw = raw
        self.times = times
    }

    /// Adds a chunk as it was read.
    ///
    /// Both files are written at once, the bytes first, so that nothing is lost if the recorder ends.
    mutating func append(_ chunk: [UInt8], at microseconds: Int64) throws(Failure) {
        let line = ArrivalTimes.line(offset: raw.byteCount, microseconds: microseconds)
        try raw.append(chunk)
        try raw.flush()
        try times.append(Array(line.utf8))
        try times.flush()
        counter.take(chunk)
    }

    /// Writes buffered bytes.
    mutating func flush() throws(Failure) {
        try raw.flush()
        try times.flush()
    }

    /// Microseconds since 1970 by the system's clock.
    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }
}

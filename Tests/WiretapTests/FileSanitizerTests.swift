import AMI
import Testing

@testable import wiretap

@Suite("Sanitising files")
struct FileSanitizerTests {
    private let raw = Array(
        Captures.message("Event: A", "CallerIDNum: 030123456", "X: 1").utf8)

    @Test("The original is kept as .bak, for good, and the sidecar points at the same bytes")
    func files() throws {
        let folder = TemporaryFolder()
        let second = Array(Captures.message("Event: B").utf8)
        try folder.write("a.raw", raw + second)
        var times = ArrivalTimes()
        times.chunks = [.init(offset: 0, microseconds: 5), .init(offset: raw.count, microseconds: 7)]
        try folder.write("a.raw.times", times.text)

        #expect(try FileSanitizer.sanitize(["\(folder.path)/a.raw"]).changed == 1)
        let sanitized = try folder.read("a.raw")
        #expect(try folder.read("a.raw.bak") == raw + second)
        let moved = try ArrivalTimes(file: "\(folder.path)/a.raw.times")
        #expect(moved.chunks.map(\.microseconds) == [5, 7])
        #expect(Array(sanitized[moved.chunks[1].offset...]) == second)

        #expect(try FileSanitizer.sanitize(["\(folder.path)/a.raw"]).changed == 0)
        #expect(try folder.read("a.raw") == sanitized)
        #expect(folder.names == ["a.raw", "a.raw.bak", "a.raw.times", "a.raw.times.bak"])
    }

    @Test("A broken sidecar stops it before anything is changed")
    func brokenSidecar() throws {
        let folder = TemporaryFolder()
        try folder.write("a.raw", raw)
        try folder.write("a.raw.times", Array("0 5\nnonsense\n".utf8))
        #expect(
            throws: Failure.data("\(folder.path)/a.raw.times: line 2 of the arrival times is not OFFSET MICROSECONDS")
        ) {
            try FileSanitizer.sanitize(["\(folder.path)/a.raw"])
        }
        #expect(try folder.read("a.raw") == raw)
        #expect(folder.names == ["a.raw", "a.raw.times"])
    }

    @Test("A file that isn't there is EX_NOINPUT, and the others stay as they are")
    func missing() throws {
        let folder = TemporaryFolder()
        try folder.write("a.raw", raw)
        #expect { try FileSanitizer.sanitize(["\(folder.path)/a.raw", "\(folder.path)/none.raw"]) } throws: { error in
            (error as? Failure)?.code == 66
        }
        #expect(try folder.read("a.raw") == raw)
    }
}

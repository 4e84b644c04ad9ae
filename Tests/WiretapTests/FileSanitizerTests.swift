import AMI
import ArgumentParser
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

    @Test("The help has a table of what is replaced, which no terminal breaks")
    func table() {
        let help = SanitizeCommand.helpMessage(columns: 80)
        for (original, row) in [
            ("10.9.8.7", "  192.0.2.1          IPv4 addresses"), ("2a02::1", "  2001:db8::1        IPv6 addresses"),
            ("00:15:65:ab:cd:ef", "  00:00:5e:00:53:00  MAC addresses"), ("2128675309", "  2015550100         numbers"),
            ("\"Zoe\" <1>", "  Person 1           names"), ("sip:zoe@1", "  Person-1           users"),
            ("pbx.firma.de", "  host1.example.org  hosts"), ("pin=4711", "  redacted-1         passwords"),
        ] {
            #expect(help.contains("\n\(row)"))
            // The table says what happens.
            var sanitizer = Sanitizer()
            let text = Captures.text(sanitizer.sanitized(Array("Event: X\r\nValue: \(original)\r\n\r\n".utf8)))
            let standIn = row.dropFirst(2).prefix(17).split(separator: "  ")[0]
            #expect(text.contains(standIn), "\(original) became \(text)")
        }
        #expect(help.split(separator: "\n").allSatisfy { $0.count <= 80 })
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

    @Test(
        "A symbolic link is not followed, with --force neither: what it points to stays",
        arguments: ["a.raw", "a.raw.times"])
    func links(name: String) throws {
        let folder = TemporaryFolder()
        try folder.write("precious", Array("text".utf8))
        try folder.link(name, to: "precious")
        #expect { _ = try CaptureWriter(path: "\(folder.path)/a.raw", overwrite: true) } throws: { error in
            guard let failure = error as? Failure else { return false }
            return failure.code == 73 && failure.description.contains("\(name) is a symbolic link")
        }
        #expect(try folder.read("precious") == Array("text".utf8))
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

import Glibc
import Testing

@testable import Bridge

@Suite("The log, where whoever reads it stands still", .timeLimit(.minutes(1)))
struct LogStreamTests {
    @Test("Lines are left out and counted, nobody waits for long, and what fits comes whole and in order")
    func standsStill() {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let stream = LogStream(ends[1])
        let line = { (number: Int) in "\(number) \(String(repeating: "x", count: 300))\n" }
        let start = ContinuousClock.now
        // Several times what the pipe takes.
        for number in 0..<2_000 { stream.write(line(number)) { "\($0) left out\n" } }
        #expect(ContinuousClock.now - start < .seconds(3))
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        var text = ""
        func drain() {
            var bytes = [UInt8](repeating: 0, count: 65_536)
            while case let count = read(ends[0], &bytes, bytes.count), count > 0 {
                text += String(decoding: bytes[..<count], as: UTF8.self)
            }
        }
        drain()
        stream.write(line(5_000)) { "\($0) left out\n" }
        drain()
        let lines = text.split(separator: "\n")
        let whole = lines.prefix { !$0.hasSuffix("left out") }
        #expect(whole.count > 100)
        for (number, line) in whole.enumerated() { #expect(line.hasPrefix("\(number) x") && line.utf8.count > 300) }
        #expect(lines.dropFirst(whole.count).first == "\(2_000 - whole.count) left out")
        #expect(lines.last?.hasPrefix("5000 ") == true)
    }

    @Test("A line that is longer than a pipe takes at once comes whole to whoever reads")
    func long() async {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let reader = ends[0]
        let whole = Task.detached {
            var text = ""
            var bytes = [UInt8](repeating: 0, count: 4_096)
            while case let count = read(reader, &bytes, bytes.count), count > 0 {
                text += String(decoding: bytes[..<count], as: UTF8.self)
            }
            return text
        }
        let line = String(repeating: "x", count: 500_000) + "\n"
        LogStream(ends[1]).write(line) { "\($0) left out\n" }
        close(ends[1])
        #expect(await whole.value == line)
        close(reader)
    }
}

import AMI
import ArgumentParser
import Bridge
import Correlator
import Glibc

/// Which recordings are meant, and what the installation that they come from decides.
struct CaptureOptions: ParsableArguments {
    @Option(help: "What topics begin with.")
    var topicPrefix = "asterisk"

    @Option(help: "The name of the PBX, for payloads.")
    var pbx: String?

    @Option(help: "A trunk's channels, such as 'PJSIP/provider-*'; may be repeated.")
    var trunk: [String] = []

    @Argument(help: "The recordings; - for standard input.")
    var captures: [String]

    /// The same as options of a correlator.
    var correlator: CorrelatorOptions { CorrelatorOptions(pbx: pbx, trunks: trunk) }

    /// Feeds all recordings to a replay, as one.
    func feed(_ replay: inout CaptureReplay, _ body: (CallEvent) -> Void) throws {
        for capture in captures {
            if capture == "-" { try standardInput(&replay, body) } else { try file(capture, &replay, body) }
        }
    }

    private func file(_ path: String, _ replay: inout CaptureReplay, _ body: (CallEvent) -> Void) throws {
        let file: MappedFile
        do { file = try MappedFile(path: path) } catch { throw ValidationError("\(error)") }
        let chunks = try Self.arrivalTimes(besides: path).chunks
        guard !chunks.isEmpty else { return replay.feed(file.bytes, arrival: Timestamp.now(), body) }
        for (number, chunk) in chunks.enumerated() {
            let end = number + 1 < chunks.count ? min(chunks[number + 1].offset, file.byteCount) : file.byteCount
            let start = number == 0 ? 0 : min(chunk.offset, end)
            let arrival = Timestamp(microseconds: chunk.microseconds)
            replay.feed(file.bytes.extracting(start..<end), arrival: arrival, body)
        }
    }

    /// The times of a recording; none where it has no sidecar.
    private static func arrivalTimes(besides recording: String) throws -> ArrivalTimes {
        let path = ArrivalTimes.path(besides: recording)
        guard access(path, F_OK) == 0 else { return ArrivalTimes() }
        do {
            let file = try MappedFile(path: path)
            return try ArrivalTimes(parsing: file.bytes)
        } catch let error as ArrivalTimesError {
            throw ValidationError("\(path): \(error)")
        } catch {
            throw ValidationError("\(error)")
        }
    }

    private func standardInput(_ replay: inout CaptureReplay, _ body: (CallEvent) -> Void) throws {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw ValidationError("standard input: \(String(cString: strerror(errno)))") }
            if count == 0 { return }
            replay.feed(buffer.span.bytes.extracting(0..<count), arrival: Timestamp.now(), body)
        }
    }
}

import AMI
import ArgumentParser
import Bridge
import Correlator
import Glibc

/// The recordings, and the settings of the PBX that they come from.
struct CaptureOptions: ParsableArguments {
    @Option(help: "The first levels of each topic.")
    var topicPrefix = "asterisk"

    @Option(help: "The name of the PBX, for payloads.")
    var pbx: String?

    @Option(help: "A pattern of a trunk's channels, such as 'PJSIP/provider-*'; can be repeated.")
    var trunk: [String] = []

    @Option(help: "An event that is off by default, such as 'dtmf', to be told all the same; may be repeated.")
    var event: [String] = []

    @Option(help: "A channel variable that events are to carry, such as 'CRM_ID'; may be repeated.")
    var variable: [String] = []

    @Argument(help: "The recordings; - for standard input.", completion: .file(extensions: ["raw"]))
    var captures: [String]

    /// The failure to report if the recordings contain no AMI; nil if they do.
    func complaint(about summary: CaptureReplay.Summary) -> CommandFailure? {
        guard summary.decoder.messages + summary.decoder.skipped == 0 else { return nil }
        return .data("\(captures.joined(separator: ", ")): there are no AMI messages in it")
    }

    /// These settings as options of a correlator.
    var correlator: CorrelatorOptions {
        CorrelatorOptions(
            pbx: pbx, trunks: trunk, messages: Dictionary(event.map { ($0, true) }) { $1 }, variables: variable)
    }

    /// Feeds all recordings to a replay, as if they were one.
    func feed(_ replay: inout CaptureReplay, _ body: (CallEvent) -> Void) throws {
        for capture in captures {
            if capture == "-" { try standardInput(&replay, body) } else { try file(capture, &replay, body) }
        }
    }

    private func file(_ path: String, _ replay: inout CaptureReplay, _ body: (CallEvent) -> Void) throws {
        let file: MappedFile
        do { file = try MappedFile(path: path) } catch { throw CommandFailure.noInput("\(error)") }
        let chunks = try Self.arrivalTimes(besides: path).chunks
        guard !chunks.isEmpty else { return replay.feed(file.bytes, arrival: Timestamp.now(), body) }
        for (number, chunk) in chunks.enumerated() {
            let end = number + 1 < chunks.count ? min(chunks[number + 1].offset, file.byteCount) : file.byteCount
            let start = number == 0 ? 0 : min(chunk.offset, end)
            let arrival = Timestamp(microseconds: chunk.microseconds)
            replay.feed(file.bytes.extracting(start..<end), arrival: arrival, body)
        }
    }

    /// The arrival times of a recording; empty if it has no sidecar file.
    private static func arrivalTimes(besides recording: String) throws -> ArrivalTimes {
        let path = ArrivalTimes.path(besides: recording)
        guard access(path, F_OK) == 0 else { return ArrivalTimes() }
        do {
            let file = try MappedFile(path: path)
            return try ArrivalTimes(parsing: file.bytes)
        } catch let error as ArrivalTimesError {
            throw CommandFailure.data("\(path): \(error)")
        } catch {
            throw CommandFailure.noInput("\(error)")
        }
    }

    private func standardInput(_ replay: inout CaptureReplay, _ body: (CallEvent) -> Void) throws {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw CommandFailure.noInput("standard input: \(String(cString: strerror(errno)))")
            }
            if count == 0 { return }
            replay.feed(buffer.span.bytes.extracting(0..<count), arrival: Timestamp.now(), body)
        }
    }
}

import AMI
import ArgumentParser
import Bridge
import Correlator
import Glibc

/// `asterisk-mqtt replay CAPTURE…`
struct Replay: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs recorded AMI through the daemon's decoder and correlator.",
        discussion: """
            Prints one `TOPIC PAYLOAD` a line, as `mosquitto_sub -v` would. Needs no broker, no Asterisk and no \
            configuration. Several captures are taken as one recording, in the order in which they are named.

            Events are dated by their own `Timestamp`. Where a PBX sends none (`timestampevents = no`), they are dated by \
            the sidecar CAPTURE.times that `wiretap capture` writes, or, without it, by now.
            """)

    @Flag(help: "Print counts, calls still open and the rate instead.")
    var summary = false

    @Flag(help: "Print what the broker would keep, too, such as what each phone is doing.")
    var states = false

    @Option(help: "What topics begin with.")
    var topicPrefix = "asterisk"

    @Option(help: "The name of the PBX, for payloads.")
    var pbx: String?

    @Option(help: "A trunk's channels, such as 'PJSIP/provider-*'; may be repeated.")
    var trunk: [String] = []

    @Argument(help: "The recordings; - for standard input.")
    var captures: [String]

    func run() throws {
        var replay = CaptureReplay(options: CorrelatorOptions(pbx: pbx, trunks: trunk), includesStates: states)
        let output = LineOutput()
        let prefix = Array(topicPrefix.utf8)
        let isSilent = summary
        let print = { (event: CallEvent) in
            if isSilent { return }
            output.line(prefix, event)
        }
        let started = ContinuousClock.now
        for capture in captures {
            if capture == "-" { try standardInput(&replay, print) } else { try file(capture, &replay, print) }
        }
        let elapsed = ContinuousClock.now - started
        let result = replay.finish(print)
        output.flush()
        if summary { Swift.print(SummaryText.text(result, elapsed: elapsed)) }
    }

    private func file(_ path: String, _ replay: inout CaptureReplay, _ print: (CallEvent) -> Void) throws {
        let file: MappedFile
        do { file = try MappedFile(path: path) } catch { throw ValidationError("\(error)") }
        let chunks = try Self.arrivalTimes(besides: path).chunks
        guard !chunks.isEmpty else { return replay.feed(file.bytes, arrival: Timestamp.now(), print) }
        for (number, chunk) in chunks.enumerated() {
            let end = number + 1 < chunks.count ? min(chunks[number + 1].offset, file.byteCount) : file.byteCount
            let start = number == 0 ? 0 : min(chunk.offset, end)
            let arrival = Timestamp(microseconds: chunk.microseconds)
            replay.feed(file.bytes.extracting(start..<end), arrival: arrival, print)
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

    private func standardInput(_ replay: inout CaptureReplay, _ print: (CallEvent) -> Void) throws {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw ValidationError("standard input: \(String(cString: strerror(errno)))") }
            if count == 0 { return }
            replay.feed(buffer.span.bytes.extracting(0..<count), arrival: Timestamp.now(), print)
        }
    }
}

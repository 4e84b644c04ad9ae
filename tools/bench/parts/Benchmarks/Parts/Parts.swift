import AMI
import Benchmark
import CallSpec
import Calls
import Correlator

import Glibc

/// Reads a whole file of this repository, by its path in it.
private func bytes(_ path: String) -> [UInt8] {
    let root = #filePath.split(separator: "/").dropLast(6).joined(separator: "/")
    guard let file = fopen("/\(root)/\(path)", "rb") else { fatalError("there is no \(path)") }
    defer { fclose(file) }
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { all += buffer[..<count] }
    return all
}

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .throughput], scalingFactor: .kilo, maxDuration: .seconds(2))

    let simple = bytes("Fixtures/22/answer-caller-hangs-up.raw")
    Benchmark("decode a recorded call, of which nobody wants anything") { benchmark in
        for _ in benchmark.scaledIterations {
            var decoder = AMIDecoder()
            var nobody = Nobody()
            decoder.decode(simple.span.bytes, into: &nobody)
            blackHole(nobody)
        }
    }

    // From the first byte that Asterisk says of a call to the last of what is published. A call that is over does not come
    // back, so each is its correlator's first.
    for name in ["busy", "answer-caller-hangs-up", "attended-by-caller", "blind-to-group", "queue-answered"] {
        let recording = bytes("Fixtures/22/\(name).raw")
        Benchmark("a recorded call and its events: \(name)", configuration: .init(scalingFactor: .one)) { benchmark in
            var decoder = AMIDecoder()
            var correlator = Correlator(tables: .calls, options: .init(readsVariables: false))
            benchmark.startMeasurement()
            decoder.decode(recording.span.bytes, into: &correlator)
            blackHole(correlator.takeEvents())
            benchmark.stopMeasurement()
        }
    }

    Benchmark("set up a correlator") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(Correlator(tables: .calls).openCalls) }
    }

    Benchmark("the same event again, which changes nothing") { benchmark in
        var decoder = AMIDecoder()
        var correlator = Correlator(tables: .calls, options: .init(readsVariables: false))
        decoder.decode(simple.span.bytes.extracting(..<(simple.count / 2)), into: &correlator)
        let event = Array(
            "Event: Newstate\r\nPrivilege: call,all\r\nChannel: PJSIP/21-00000001\r\nUniqueid: none\r\nLinkedid: none\r\n\r\n"
                .utf8)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { decoder.decode(event.span.bytes, into: &correlator) }
        blackHole(correlator.counters.events)
    }

    let spec = bytes("spec/calls.json")
    Benchmark("read and check the spec", configuration: .init(scalingFactor: .one)) { benchmark in
        for _ in benchmark.scaledIterations { blackHole(SpecificationCompiler.compile(spec).program == nil) }
    }
}

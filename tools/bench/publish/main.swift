// Messages a second, and the latency from `publish` to the acknowledgement, against a mosquitto that runs.
//
//     publish-benchmark PORT COUNT SIZE WINDOW (tools/bench/publish/run starts a broker and calls it)

import MQTT
import Synchronization

let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
guard numbers.count == 4 else { fatalError("usage: publish-benchmark PORT COUNT SIZE WINDOW") }
let (port, count, size, window) = (numbers[0], numbers[1], numbers[2], numbers[3])

let clock = ContinuousClock()
let start = clock.now
/// When the message with a token was acknowledged, in nanoseconds from `start`; by token.
let arrivals = Mutex([Int64]())
let client = try MQTTClient(
    configuration: MQTTConfiguration(
        broker: BrokerAddress(host: "127.0.0.1", port: UInt16(port)), clientID: "benchmark", inFlightWindow: window,
        queueLimit: 20_000),
    onAcknowledged: { some in
        let now = start.duration(to: clock.now).nanoseconds
        arrivals.withLock { arrivals in
            for acknowledgement in some { arrivals[Int(acknowledgement.token)] = now }
        }
    })
let run = Task { try await client.run() }
while client.session == nil { try await Task.sleep(for: .milliseconds(5)) }

let payload = [UInt8](repeating: UInt8(ascii: "x"), count: size)
let took = try await clock.measure {
    var sent = 0
    while client.counters.acknowledged < count {
        if sent == count || client.isSaturated {
            try await Task.sleep(for: .milliseconds(1))
            continue
        }
        let end = min(count, sent + 32)
        try client.publish(
            (sent..<end).map {
                try MQTTMessage(topic: "asterisk/call/1770888509.\($0 / 3)/ringing", payload: payload)
            })
        sent = end
    }
}
print("\(Int(Double(count) / (took / .seconds(1)))) messages/s")

let samples = 5000
arrivals.withLock { $0 = [Int64](repeating: 0, count: samples + 1) }
var departures = [Int64](repeating: 0, count: samples + 1)
let begin = clock.now
for sample in 1...samples {
    try await Task.sleep(until: begin + .milliseconds(sample), tolerance: .zero, clock: .continuous)
    let message = try MQTTMessage(topic: "asterisk/latency", payload: payload, token: UInt64(sample))
    departures[sample] = start.duration(to: clock.now).nanoseconds
    try client.publish(message)
}
while client.counters.kept > 0 { try await Task.sleep(for: .milliseconds(1)) }
let latencies = arrivals.withLock { arrivals in (1...samples).map { arrivals[$0] - departures[$0] }.sorted() }
func microseconds(_ share: Double) -> Int { Int(latencies[Int(Double(samples - 1) * share)] / 1000) }
print(
    "to the acknowledgement, 1,000 messages/s: p50 \(microseconds(0.5)) µs, p99 \(microseconds(0.99)) µs, "
        + "p99.9 \(microseconds(0.999)) µs")
await client.shutdown(deadline: .now + .seconds(5))
try await run.value

extension Duration {
    var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}

// What reading AMI and working out what calls do costs, of one core.
//
//     correlator-benchmark decode|correlate CAPTURE ROUNDS   nanoseconds of processor time of each round
//     correlator-benchmark growth CALLS EVENTS                nanoseconds an event while so many calls go on
//     correlator-benchmark passes EVENTS PASSES               takes events that change nothing so often; how many
//     correlator-benchmark memory CALLS                       bytes resident before and with so many calls
//
// tools/bench/run makes the captures, calls it and puts what it says beside its baselines.

let arguments = CommandLine.arguments.dropFirst()
switch (arguments.first, arguments.dropFirst().first, arguments.dropFirst(2).first.flatMap { Int($0) }) {
case ("decode", let path?, let rounds?):
    print(try CaptureTimes(path: path, rounds: rounds).decoding().map(String.init).joined(separator: " "))
case ("correlate", let path?, let rounds?):
    print(try CaptureTimes(path: path, rounds: rounds).correlating().map(String.init).joined(separator: " "))
case ("growth", let calls?, let events?):
    print(String(ManyCalls(Int(calls) ?? 1).nanosecondsAnEvent(events: events)))
case ("passes", let events?, let passes?):
    print(ManyCalls(100).take(events: Int(events) ?? 1, passes: passes))
case ("memory", let calls?, nil):
    print(ManyCalls.memory(Int(calls) ?? 1).map(String.init).joined(separator: " "))
default:
    fatalError(
        """
        usage: correlator-benchmark decode|correlate CAPTURE ROUNDS | growth CALLS EVENTS | passes EVENTS PASSES \
        | memory CALLS
        """)
}

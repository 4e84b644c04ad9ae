import ArgumentParser
import Bridge
import Console
import Correlator
import Glibc
import Logging
import MQTT
import UnixSignals
import Watch

/// `asterisk-mqtt watch`
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Shows live calls in a terminal.",
        discussion: """
            Shows who calls whom, what each call is doing, since when, and how it ended; the newest first. q quits. If \
            standard output is no terminal, it prints one line for each event.

            It connects to the broker only, so it also runs on other machines than the daemon. It reads the mqtt \
            section of the daemon's configuration. The `ami` section is not needed. Calls that began earlier are shown \
            if the daemon publishes retained states (mqtt.states). NO_COLOR switches colours off.

            EXAMPLES:
              asterisk-mqtt watch
              asterisk-mqtt watch --mqtt-broker ssl://broker.example:8883
              asterisk-mqtt watch --json | jq -c 'select(.talk_duration_seconds > 60)'
            """)

    @Flag(help: "Print each event as one line of JSON, also on a terminal.")
    var json = false

    @Option(help: "Seconds that an ended call stays on the screen (1 to 86400).")
    var stay = 30

    @OptionGroup var behaviour: SpecOptions

    @Option(name: .shortAndLong, help: ConfigurationOptions.fileHelp, completion: ConfigurationOptions.fileCompletion)
    var config: String?

    @OptionGroup(title: "Fields of the configuration")
    var flags: BrokerFlags

    func validate() throws {
        guard 1...86_400 ~= stay else { throw ValidationError("--stay \(stay): give 1 to 86400 seconds") }
    }

    func run() async throws {
        let legend = Legend(try behaviour.load().tables)
        // PBXs share a broker and differ in their topics.
        let bridges = try ConfigurationOptions.load(from: config, flags: flags.values, sections: ["mqtt", "pbx"])
        let mqtt = bridges[0].mqtt
        let prefixes = Set(bridges.map(\.mqtt.topicPrefix)).sorted()
        let hasScreen = !json && Terminal.isThere
        let board = CallBoard(prefixes: prefixes, legend, stay: .seconds(stay))
        let watched = WatchedBroker(
            board: board, broker: mqtt.brokers.map { "\($0)" }.joined(separator: ", "), keepsEvents: !hasScreen)
        let id = "asterisk-mqtt-watch-\(String(UInt32.random(in: 0...UInt32.max), radix: 16))"
        // A screen shows the connection itself.
        var logger = Logger(label: "mqtt") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = hasScreen ? .critical : .notice
        let client = try MQTTClient(configuration: bridges[0].mqttConnection(as: id), logger: logger)
        for filter in board.topicFilters { try client.subscribe(to: filter) { watched.receive($0) } }

        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await event in client.connectionEvents { watched.note(event) }
            }
            group.addTask { try? await client.run() }
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup) {
                    watched.stop()
                }
            }
            if hasScreen {
                await Self.draw(watched, title: prefixes.joined(separator: ", "))
            } else {
                await lines(of: watched)
            }
            group.cancelAll()
        }
    }

    // MARK: A screen

    private static func draw(_ watched: WatchedBroker, title: String) async {
        let terminal = Terminal()
        defer { terminal.close() }
        let screen = WatchScreen(title: title, timeOfDay: { LocalTime($0).timeOfDay })
        var frame = WatchFrame(hasColours: Terminal.hasColours)
        var size = terminal.size
        // What the last frame showed, and in which second.
        var drawn: (version: Int, link: WatchScreen.Link, second: Int64)?
        while !watched.isStopped {
            let keys = terminal.keys()
            if keys.contains(UInt8(ascii: "q")) || keys.contains(UInt8(ascii: "Q")) { return }
            // ^L: something else wrote on the screen. The size is polled, which is cheap.
            if keys.contains(0x0C) || terminal.size != size {
                frame.forget()
                drawn = nil
            }
            size = terminal.size
            let now = Timestamp.now()
            let (board, link) = watched.look(at: now)
            let next = (version: board.version, link: link, second: now.microseconds / 1_000_000)
            if drawn.map({ $0 != next }) ?? true {
                drawn = next
                let output = frame.show(screen.rows(of: board, link: link, size: size, at: now))
                if !output.isEmpty, !terminal.write(output) { return }
            }
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    // MARK: Lines

    private func lines(of watched: WatchedBroker) async {
        while true {
            // Read first, so that the last events are still written.
            let isLast = watched.isStopped
            _ = watched.look(at: .now())
            let (events, missed) = watched.takeEvents()
            var output: [UInt8] = []
            for event in events {
                output +=
                    json
                    ? TerminalText.escaped(json: event.payload)
                    : Array(WatchLine.text(event, timeOfDay: LocalTime(event.time).timeOfDay).utf8)
                output.append(UInt8(ascii: "\n"))
            }
            guard output.isEmpty || Output.write(output, to: STDOUT_FILENO) else { return }
            if missed > 0 { Self.say("\(missed) events were dropped: the reader of standard output is too slow") }
            if isLast { return }
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    private static func say(_ text: String) { StandardError.write("watch: \(text)\n") }
}

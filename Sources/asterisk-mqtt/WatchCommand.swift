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
        abstract: "Shows what the calls are doing, as the broker tells it.",
        discussion: """
            On a terminal: who calls whom, what each call is doing, since when, and how it ended; the newest first. q \
            quits. Where standard output is no terminal, one line an event.

            It asks the broker alone, so it runs wherever the broker can be reached, beside the daemon or not. It reads \
            the mqtt section of the same configuration; Asterisk's needs not be there. Calls from before are known where \
            the daemon has the broker keep them (mqtt.states). Colours are left out where NO_COLOR is set.

            EXAMPLES:
              asterisk-mqtt watch
              asterisk-mqtt watch --mqtt-broker ssl://broker.example:8883
              asterisk-mqtt watch --json | jq -r 'select(.outcome == "busy")'
            """)

    @Flag(help: "Print each event's JSON on a line of its own, on a terminal too.")
    var json = false

    @Option(help: "How many seconds a call stays on the screen after its end (1 to 86400).")
    var stay = 30

    @Option(name: .shortAndLong, help: "The configuration file (YAML).")
    var config: String?

    @OptionGroup(title: "Fields of the configuration")
    var flags: BrokerFlags

    func validate() throws {
        guard 1...86_400 ~= stay else { throw ValidationError("--stay \(stay): give 1 to 86400 seconds") }
    }

    func run() async throws {
        // PBXs share a broker and differ in their topics.
        let bridges = try ConfigurationOptions.load(from: config, flags: flags.values, sections: ["mqtt", "pbx"])
        let mqtt = bridges[0].mqtt
        let prefixes = Set(bridges.map(\.mqtt.topicPrefix)).sorted()
        let hasScreen = !json && Terminal.isThere
        let board = CallBoard(prefixes: prefixes, stay: .seconds(stay))
        let watched = WatchedBroker(
            board: board, broker: mqtt.brokers.map { "\($0)" }.joined(separator: ", "), keepsEvents: !hasScreen)
        let id = "asterisk-mqtt-watch-\(String(UInt32.random(in: 0...UInt32.max), radix: 16))"
        // On a screen, what happens to the connection has its place there.
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
        // The last picture: what it was made of, and in which second.
        var drawn: (version: Int, link: WatchScreen.Link, second: Int64)?
        while !watched.isStopped {
            let keys = terminal.keys()
            if keys.contains(UInt8(ascii: "q")) || keys.contains(UInt8(ascii: "Q")) { return }
            // ^L: something else wrote on the screen. A new size is asked for rather than waited for: it costs nothing.
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
            // Asked for first, so that what came before the end is still written.
            let isLast = watched.isStopped
            _ = watched.look(at: .now())
            let (events, missed) = watched.takeEvents()
            var output: [UInt8] = []
            for event in events {
                output +=
                    json ? event.payload : Array(WatchLine.text(event, timeOfDay: LocalTime(event.time).timeOfDay).utf8)
                output.append(UInt8(ascii: "\n"))
            }
            guard output.isEmpty || Output.write(output, to: STDOUT_FILENO) else { return }
            if missed > 0 { Self.say("\(missed) events were left out: whoever reads this is too slow") }
            if isLast { return }
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    private static func say(_ text: String) { StandardError.write("watch: \(text)\n") }
}

public import AMI
public import Correlator
public import Logging
import NIOPosix

/// What the calls of a PBX do, for as long as it is asked for.
///
/// ```swift
/// let pbx = AMIConnectionOptions(host: "pbx.example", username: "events", secret: AMISecret("…"))
/// for await event in CallEvents(of: pbx, as: .calls, logger: Logger(label: "calls")) {
///     print(event.name, event.callID, String(decoding: event.payload, as: UTF8.self))
/// }
/// ```
///
/// Each iteration has a connection of its own. It is kept, and made anew whenever it is lost, until the iteration is left
/// or its task is cancelled; so the sequence neither throws nor ends by itself, and what goes wrong on the way is
/// logged. After each login Asterisk is asked which channels there are, where the behaviour says how.
///
/// Nothing is dropped where the loop is slow: ``init(of:as:options:buffering:logger:)`` says how many events wait for
/// it. When they are there, nothing more is read, and Asterisk waits as well.
public struct CallEvents: AsyncSequence, Sendable {
    private let connection: AMIConnectionOptions
    private let tables: CallTables
    private let options: CorrelatorOptions
    private let buffer: Int
    private let logger: Logger

    /// The events of the calls of a PBX.
    ///
    /// - Parameters:
    ///   - connection: How to reach it. The classes of events that are asked for are those of the behaviour.
    ///   - tables: The behaviour: `.calls` is the one of `calls.json`, here or in a package of your own.
    ///   - options: What is known of the PBX, such as its trunks.
    ///   - buffer: How many events may wait to be taken until no more is read, at least 1. What was read already comes
    ///     on top: some tens of kilobytes of what Asterisk says.
    ///   - logger: Where lost connections are told of.
    public init(
        of connection: AMIConnectionOptions, as tables: CallTables, options: CorrelatorOptions = .init(),
        buffering buffer: Int = 1000, logger: Logger
    ) {
        self.connection = connection
        self.tables = tables
        self.options = options
        self.buffer = Swift.max(1, buffer)
        self.logger = logger
    }

    /// Connects, and begins to wait for events.
    public func makeAsyncIterator() -> Iterator {
        var connection = connection
        connection.eventMask = tables.amiClasses.joined(separator: ",")
        let handover = EventHandover(limit: buffer)
        let (tables, options, logger) = (tables, options, logger)
        let watch = AMIConnection(connection, on: MultiThreadedEventLoopGroup.singleton.next(), logger: logger) {
            CallWatch(correlator: Correlator(tables: tables, options: options), handover: handover, logger: logger)
        }
        return Iterator(
            handover: handover,
            task: Task {
                await watch.run()
                handover.finish()
            })
    }

    /// Takes one event after the other.
    public struct Iterator: AsyncIteratorProtocol {
        private let handover: EventHandover
        private let connection: RunningTask

        init(handover: EventHandover, task: Task<Void, Never>) {
            self.handover = handover
            connection = RunningTask(task)
        }

        /// The next event; `nil` once the task is cancelled, and ever after.
        public mutating func next(isolation actor: isolated (any Actor)? = #isolation) async -> CallEvent? {
            let event = await handover.next()
            if event == nil { connection.cancel() }
            return event
        }
    }
}

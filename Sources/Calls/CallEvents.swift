public import AMIClient
public import Correlator
public import Logging
import NIOPosix

/// The events of a PBX's calls.
///
/// ```swift
/// let pbx = AMIConnectionOptions(host: "pbx.example", username: "events", secret: AMISecret("…"))
/// for await event in CallEvents(of: pbx, as: .calls, logger: Logger(label: "calls")) {
///     print(event.name, event.callID, String(decoding: event.payload, as: UTF8.self))
/// }
/// ```
///
/// Each iteration has a connection of its own, which reconnects until the iteration ends or its task is cancelled. So
/// the sequence neither throws nor ends by itself; failures are logged. After each login it resynchronises, if the
/// behaviour declares how.
///
/// A slow loop drops nothing: when the buffer of ``init(of:as:options:buffering:logger:)`` is full, reading pauses, and
/// Asterisk waits.
public struct CallEvents: AsyncSequence, Sendable {
    private let connection: AMIConnectionOptions
    private let tables: CallTables
    private let options: CorrelatorOptions
    private let buffer: Int
    private let logger: Logger

    /// The events of the calls of a PBX.
    ///
    /// - Parameters:
    ///   - connection: How to reach it. The behaviour determines the requested classes of events.
    ///   - tables: The behaviour: `.calls` is the one of `calls.json`, here or in a package of your own.
    ///   - options: Settings of the PBX, such as its trunks.
    ///   - buffer: How many events may wait before reading pauses, at least 1. Some tens of kilobytes that were already
    ///     read come on top.
    ///   - logger: Logs lost connections.
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

    /// Connects and waits for events.
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

    /// Returns one event after the other.
    public struct Iterator: AsyncIteratorProtocol {
        private let handover: EventHandover
        private let connection: RunningTask

        init(handover: EventHandover, task: Task<Void, Never>) {
            self.handover = handover
            connection = RunningTask(task)
        }

        /// The next event; `nil` once the task is cancelled.
        public mutating func next(isolation actor: isolated (any Actor)? = #isolation) async -> CallEvent? {
            let event = await handover.next()
            if event == nil { connection.cancel() }
            return event
        }
    }
}

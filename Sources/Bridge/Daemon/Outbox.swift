import Correlator
import Logging
import MQTT
import Operations
import Store

/// The messages on their way to the broker: saved first, then passed to the client in order, as many as it takes.
///
/// With a store, messages that the client has no room for wait there, and so do messages of an earlier run. Without
/// one, they wait in memory, and reading from Asterisk pauses while there are too many.
struct Outbox: ~Copyable {
    /// How many messages wait in memory for the client, at most.
    private static let readyLimit = 1_000
    /// How many unsaved messages wait in memory before reading from Asterisk pauses.
    private static let unsavedLimit = 50_000
    /// How many ended calls are remembered while the store can't be used.
    private static let overLimit = 100_000
    /// How many ended calls wait to be saved for the board.
    private static let endedLimit = 1_000

    private let client: MQTTClient
    private var store: Store?
    private let settled: Settled
    /// For how many seconds a message is worth delivering.
    private let expiry: UInt32?
    private let logger: Logger
    /// Not saved yet.
    private var unsaved: [StoredMessage] = []
    private var unsavedCalls: [String: StoredCall] = [:]
    private var unsavedEnded: [StoredEnd] = []
    private var unsavedSettled: [Int64] = []
    /// To be passed to the client next, in order.
    private var ready: [MQTTMessage] = []
    /// The number of the last message that is, or was, in `ready`.
    private var lastReady: Int64 = 0
    /// Whether messages after that one wait in the store.
    private var isBehind = false
    private var isFailing = false
    private let problems: Problems

    init(
        client: MQTTClient, store: Store?, settled: Settled, expiry: UInt32? = nil, problems: Problems, logger: Logger
    ) {
        self.expiry = expiry
        self.client = client
        self.store = store
        self.settled = settled
        self.problems = problems
        self.logger = logger
        lookBehind()
    }

    private mutating func lookBehind() {
        do {
            let waiting = try store?.messageCount() ?? 0
            guard waiting > 0 else { return }
            isBehind = true
            logger.notice("stored messages still have to be delivered", metadata: ["messages": "\(waiting)"])
        } catch {
            logger.error("the stored messages can't be read: \(error)")
        }
    }

    /// Whether so many messages wait in memory that reading should pause.
    var isFull: Bool {
        if store == nil { return !ready.isEmpty || client.isSaturated }
        return ready.count + unsaved.count >= Self.unsavedLimit
    }

    /// The store can be used now. Its messages are published after those that wait already.
    ///
    /// - Returns: The ids of calls that have ended since.
    mutating func storeOpened(_ store: Store) -> Set<String> {
        self.store = store
        lookBehind()
        return Set(unsavedCalls.values.filter { $0.record == nil }.map(\.id))
    }

    /// Takes messages, and the changes of their calls.
    ///
    /// - Parameter ended: Ended calls, which the board shows again after a restart.
    mutating func add(_ messages: [StoredMessage], _ changes: [CallChange], ended: [StoredEnd]) {
        unsaved += messages
        unsavedEnded += ended.suffix(Self.endedLimit - min(unsavedEnded.count, Self.endedLimit))
        for change in changes {
            // While the store can't be used, remember which of its calls have ended.
            if store == nil, change.record == nil, unsavedCalls.count >= Self.overLimit {
                unsavedCalls[change.callID] = nil
            } else {
                unsavedCalls[change.callID] = StoredCall(id: change.callID, record: change.record)
            }
        }
    }

    /// Saves what is not saved yet, and passes as much to the client as it takes.
    mutating func flush() {
        save()
        hand()
    }

    private mutating func save() {
        unsavedSettled += settled.take()
        guard let store else {
            moveToReady()
            unsaved.removeAll(keepingCapacity: true)
            return
        }
        let areNext = !isBehind && ready.count + unsaved.count <= Self.readyLimit
        let writes = !unsaved.isEmpty || unsavedCalls.values.contains { $0.record != nil }
        do {
            let givenUp = try store.save(
                messages: &unsaved, calls: Array(unsavedCalls.values), ended: unsavedEnded, settled: unsavedSettled,
                onTheirWay: areNext ? .max : lastReady)
            if !givenUp.isEmpty {
                logger.error(
                    "messages were dropped: store.max_bytes is reached, and the broker takes none",
                    metadata: .init(uniqueKeysWithValues: givenUp.map { ($0.key, "\($0.value)") }))
            }
            unsavedCalls.removeAll(keepingCapacity: true)
            unsavedSettled.removeAll(keepingCapacity: true)
            unsavedEnded.removeAll(keepingCapacity: true)
            // A save without writes proves nothing about the disk.
            if writes, isFailing {
                logger.notice("the store can be written to again")
                problems.ended(in: "disk")
                isFailing = false
            }
            if areNext {
                moveToReady()
            } else {
                isBehind = isBehind || !unsaved.isEmpty
            }
            unsaved.removeAll(keepingCapacity: true)
        } catch {
            if !isFailing {
                let text =
                    "the store can't be written: \(error); messages are still delivered, but would not survive a crash"
                logger.error("\(text)")
                problems.arose(in: "disk", text)
            }
            isFailing = true
            // The messages in the store come first, and can still be read.
            if !isBehind {
                moveToReady()
                unsaved.removeAll(keepingCapacity: true)
            }
        }
    }

    private mutating func moveToReady() {
        makeReady(unsaved)
        if let last = unsaved.last { lastReady = max(lastReady, last.number) }
    }

    private mutating func makeReady(_ messages: [StoredMessage]) {
        for stored in messages {
            if let message = message(stored) { ready.append(message) }
        }
    }

    private mutating func hand() {
        while true {
            if ready.isEmpty, isBehind { readBehind() }
            guard !ready.isEmpty, !client.isSaturated else { return }
            do {
                try client.publish(ready)
                ready.removeAll(keepingCapacity: true)
            } catch .full {
                // They wait here until the next tick, or until the client has room.
                return
            } catch {
                logger.error("\(error)", metadata: ["messages": "\(ready.count)"])
                return
            }
        }
    }

    private mutating func readBehind() {
        do {
            let stored = try store?.messages(after: lastReady, limit: Self.readyLimit) ?? []
            makeReady(stored)
            if let last = stored.last { lastReady = last.number }
            isBehind = stored.count == Self.readyLimit
        } catch {
            if !isFailing { logger.error("the stored messages can't be read: \(error)") }
            isFailing = true
        }
    }

    private func message(_ stored: StoredMessage) -> MQTTMessage? {
        do {
            return try MQTTMessage(
                topic: stored.topic, payload: stored.payload, qos: MQTTQoS(rawValue: stored.qos) ?? .atLeastOnce,
                retain: stored.retain, contentType: "application/json",
                userProperties: [.init(name: "event", value: stored.name)], expiry: expiry,
                token: UInt64(bitPattern: stored.number))
        } catch {
            logger.error("a message can't be published: \(error)", metadata: ["message": "\(stored.name)"])
            settled.note(stored.number)
            return nil
        }
    }
}

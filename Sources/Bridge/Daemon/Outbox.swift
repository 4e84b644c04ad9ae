import Correlator
import Logging
import MQTT
import Store

/// What the calls did, on its way to the broker: saved first, then handed to the client in order, as much as it takes.
///
/// With a store, what the client has no room for waits there, and so does what a daemon before this one could not
/// deliver. Without one it waits in memory, and nothing more should be read from Asterisk while much of it does.
struct Outbox: ~Copyable {
    /// How many messages wait in memory, ahead of the client, at most.
    private static let readyLimit = 1_000
    /// How many wait in memory, where they can't be saved, before nothing more is read.
    private static let unsavedLimit = 50_000

    private let client: MQTTClient
    private let store: Store?
    private let settled: Settled
    /// For how many seconds from now on a message is worth delivering.
    private let expiry: UInt32?
    private let logger: Logger
    /// Not saved yet.
    private var unsaved: [StoredMessage] = []
    private var unsavedCalls: [String: StoredCall] = [:]
    private var unsavedSettled: [Int64] = []
    /// To be handed to the client next, in order.
    private var ready: [MQTTMessage] = []
    /// The number of the last message that is, or was, in `ready`.
    private var lastReady: Int64 = 0
    /// Whether messages after that one wait in the store.
    private var isBehind = false
    private var isFailing = false

    init(client: MQTTClient, store: Store?, settled: Settled, expiry: UInt32? = nil, logger: Logger) {
        self.expiry = expiry
        self.client = client
        self.store = store
        self.settled = settled
        self.logger = logger
        do {
            let waiting = try store?.messageCount() ?? 0
            guard waiting > 0 else { return }
            isBehind = true
            logger.notice("messages of before are still to be delivered", metadata: ["messages": "\(waiting)"])
        } catch {
            logger.error("messages of before can't be read: \(error)")
        }
    }

    /// Whether so much waits in memory that nothing more should come.
    var isFull: Bool {
        if store == nil { return !ready.isEmpty || client.isSaturated }
        return ready.count + unsaved.count >= Self.unsavedLimit
    }

    /// Takes messages, and what has to be known of their calls from now on.
    mutating func add(_ messages: [StoredMessage], _ changes: [CallChange]) {
        unsaved += messages
        for change in changes { unsavedCalls[change.callID] = StoredCall(id: change.callID, record: change.record) }
    }

    /// Saves what is not saved yet and hands the client what it has room for.
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
                messages: &unsaved, calls: Array(unsavedCalls.values), settled: unsavedSettled,
                onTheirWay: areNext ? .max : lastReady)
            if !givenUp.isEmpty {
                logger.error(
                    "messages were given up: store.max_bytes is reached, and the broker takes nothing",
                    metadata: .init(uniqueKeysWithValues: givenUp.map { ($0.key, "\($0.value)") }))
            }
            unsavedCalls.removeAll(keepingCapacity: true)
            unsavedSettled.removeAll(keepingCapacity: true)
            // Having had nothing to write, or only to delete what is not there, says nothing about the disk.
            if writes, isFailing {
                logger.notice("the store can be written to again")
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
                logger.error(
                    "nothing can be saved: \(error); messages are delivered all the same, but would not survive a crash"
                )
            }
            isFailing = true
            // Those in the store come first, and they can be read still.
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
                // They wait here; the next tick, or the client as soon as it has room, tries again.
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
            if !isFailing { logger.error("messages can't be read: \(error)") }
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

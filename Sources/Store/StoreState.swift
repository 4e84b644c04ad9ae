/// The open file and its statements.
struct StoreState {
    /// The version of the tables below, kept as `user_version`.
    private static let version = 1
    /// Not reached: a thousand messages a second would take 146 million years.
    private static let mostNumbers: Int64 = 1 << 62
    /// How many ended calls are kept: a day of a busy PBX.
    static let mostEnded: Int64 = 20_000

    private let database: Database
    private let begin: Statement
    private let commit: Statement
    private let insertMessage: Statement
    private let deleteMessage: Statement
    private let leastImportant: Statement
    private let messagesAfter: Statement
    private let putCall: Statement
    private let deleteCall: Statement
    private let insertEnd: Statement
    private let deleteEnds: Statement
    private let messageLimit: Int
    /// The number of the message that was saved last.
    private var lastNumber: Int64
    /// How many messages are kept.
    private(set) var count: Int
    /// The bytes of all payloads kept.
    private(set) var kept: Int
    /// How many messages were dropped for lack of room since the store was opened.
    private(set) var givenUp = 0
    /// How many calls of another layout were dropped.
    let droppedCalls: Int

    init(path: String, layout: UInt64, messageLimit: Int) throws(StoreError) {
        let database = try Database(path: path)
        droppedCalls = try Self.prepare(database, path, layout)
        begin = try Statement(database.handle, "BEGIN IMMEDIATE", "a transaction can't begin")
        commit = try Statement(database.handle, "COMMIT", "a transaction can't end")
        insertMessage = try Statement(
            database.handle,
            "INSERT INTO message (number, topic, payload, qos, retain, name, importance) VALUES (?, ?, ?, ?, ?, ?, ?)",
            "a message can't be saved")
        deleteMessage = try Statement(
            database.handle, "DELETE FROM message WHERE number = ? RETURNING length(payload)",
            "a message can't be deleted")
        leastImportant = try Statement(
            database.handle, "SELECT number, name FROM message ORDER BY importance, number LIMIT 1",
            "the least important message can't be found")
        messagesAfter = try Statement(
            database.handle,
            """
            SELECT number, topic, payload, qos, retain, name, importance FROM message WHERE number > ?
            ORDER BY number LIMIT ?
            """, "messages can't be read")
        putCall = try Statement(
            database.handle,
            "INSERT INTO call (id, record) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET record = excluded.record",
            "a call can't be saved")
        deleteCall = try Statement(database.handle, "DELETE FROM call WHERE id = ?", "a call can't be deleted")
        insertEnd = try Statement(
            database.handle, "INSERT INTO ended (id, time, rang, payload) VALUES (?, ?, ?, ?) RETURNING number",
            "an ended call can't be saved")
        deleteEnds = try Statement(
            database.handle, "DELETE FROM ended WHERE number <= ?", "an ended call can't be deleted")
        let sums = try Statement(
            database.handle,
            """
            SELECT coalesce(max(number), 0), coalesce(sum(length(payload)), 0), count(*), coalesce(min(number), 1)
            FROM message
            """, "messages can't be counted")
        _ = try sums.step()
        guard sums.number(3) > 0, sums.number(0) < Self.mostNumbers else {
            throw StoreError(
                attempt: "\(path) can't be used", reason: "messages have invalid numbers",
                code: StoreError.malformed)
        }
        lastNumber = sums.number(0)
        kept = Int(sums.number(1))
        count = Int(sums.number(2))
        sums.reset()
        self.database = database
        self.messageLimit = messageLimit
    }

    /// Prepares the file. Returns how many calls were dropped.
    private static func prepare(_ database: Database, _ path: String, _ layout: UInt64) throws(StoreError) -> Int {
        let what = "\(path) can't be used"
        // An exclusive lock: two daemons would mix their calls.
        try database.run(
            "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL", what)
        try database.run("BEGIN EXCLUSIVE", what)
        let version = try Statement(database.handle, "PRAGMA user_version", what)
        _ = try version.step()
        let found = version.number(0)
        version.reset()
        guard found == 0 || found == Self.version else {
            throw StoreError(
                attempt: what, reason: "it was made by another version of the program", code: StoreError.foreign)
        }
        // One bad page would hold back all messages after it, and be noticed only there.
        let check = try Statement(database.handle, "PRAGMA quick_check(1)", what)
        _ = try check.step()
        let finding = check.text(0)
        check.reset()
        guard finding == "ok" else {
            throw StoreError(attempt: what, reason: finding, code: StoreError.malformed)
        }
        try database.run(
            """
            CREATE TABLE IF NOT EXISTS message (
                number INTEGER PRIMARY KEY, topic TEXT NOT NULL, payload BLOB NOT NULL, qos INTEGER NOT NULL,
                retain INTEGER NOT NULL, name TEXT NOT NULL, importance INTEGER NOT NULL);
            CREATE INDEX IF NOT EXISTS least_important ON message (importance, number);
            CREATE TABLE IF NOT EXISTS call (id TEXT PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS ended (
                number INTEGER PRIMARY KEY, id TEXT NOT NULL, time INTEGER NOT NULL, rang INTEGER NOT NULL,
                payload BLOB NOT NULL);
            CREATE TABLE IF NOT EXISTS layout (value INTEGER NOT NULL);
            PRAGMA user_version = \(Self.version);
            """, what)
        let value = Int64(bitPattern: layout)
        // Records of another layout can't be read; resynchronising finds their calls again.
        let others = "FROM call WHERE NOT EXISTS (SELECT 1 FROM layout WHERE value = \(value))"
        let dropped = try Statement(database.handle, "SELECT count(*) \(others)", what)
        _ = try dropped.step()
        let count = Int(dropped.number(0))
        dropped.reset()
        try database.run(
            """
            DELETE \(others);
            DELETE FROM layout;
            INSERT INTO layout (value) VALUES (\(value));
            COMMIT
            """, what)
        return count
    }

    mutating func save(
        messages: inout [StoredMessage], calls: [StoredCall], ended: [StoredEnd], settled: [Int64], onTheirWay: Int64
    ) throws(StoreError) -> [String: Int] {
        if messages.isEmpty, calls.isEmpty, ended.isEmpty, settled.isEmpty { return [:] }
        let before = (lastNumber, kept, count)
        do {
            try begin.run()
            for number in settled { try forget(number) }
            for place in messages.indices {
                lastNumber += 1
                messages[place].number = lastNumber
                try insert(messages[place])
            }
            for call in calls {
                if let record = call.record {
                    putCall.bind(1, call.id)
                    putCall.bind(2, record)
                    try putCall.run()
                } else {
                    deleteCall.bind(1, call.id)
                    try deleteCall.run()
                }
            }
            for end in ended { try insert(end) }
            let givenUp = try makeRoom(onTheirWay)
            try commit.run()
            self.givenUp += givenUp.values.reduce(0, +)
            return givenUp
        } catch {
            // SQLite rolls back some failures by itself; then this does nothing.
            try? database.run("ROLLBACK", "a transaction can't be rolled back")
            (lastNumber, kept, count) = before
            // Other messages will get their numbers, so these must not keep them.
            for place in messages.indices { messages[place].number = 0 }
            throw error
        }
    }

    private mutating func insert(_ message: StoredMessage) throws(StoreError) {
        insertMessage.bind(1, message.number)
        insertMessage.bind(2, message.topic)
        insertMessage.bind(3, message.payload)
        insertMessage.bind(4, Int64(message.qos))
        insertMessage.bind(5, message.retain ? 1 : 0)
        insertMessage.bind(6, message.name)
        insertMessage.bind(7, Int64(message.importance))
        try insertMessage.run()
        kept += message.payload.count
        count += 1
    }

    private mutating func insert(_ end: StoredEnd) throws(StoreError) {
        insertEnd.bind(1, end.callID)
        insertEnd.bind(2, end.time)
        insertEnd.bind(3, end.rang)
        insertEnd.bind(4, end.payload)
        var number: Int64 = 0
        while try insertEnd.step() { number = insertEnd.number(0) }
        guard number > Self.mostEnded else { return }
        deleteEnds.bind(1, number - Self.mostEnded)
        try deleteEnds.run()
    }

    func ended(since time: Int64) throws(StoreError) -> [StoredEnd] {
        let what = "ended calls can't be read"
        try database.run("DELETE FROM ended WHERE time < \(time)", what)
        let all = try Statement(database.handle, "SELECT id, time, rang, payload FROM ended ORDER BY number", what)
        var ended: [StoredEnd] = []
        while try all.step() {
            ended.append(
                StoredEnd(callID: all.text(0), time: all.number(1), rang: all.number(2), payload: all.bytes(3)))
        }
        return ended
    }

    private mutating func forget(_ number: Int64) throws(StoreError) {
        deleteMessage.bind(1, number)
        while try deleteMessage.step() {
            kept -= Int(deleteMessage.number(0))
            count -= 1
        }
    }

    private mutating func makeRoom(_ onTheirWay: Int64) throws(StoreError) -> [String: Int] {
        var givenUp: [String: Int] = [:]
        while kept > messageLimit, try leastImportant.step() {
            let number = leastImportant.number(0)
            if number > onTheirWay { givenUp[leastImportant.text(1), default: 0] += 1 }
            leastImportant.reset()
            try forget(number)
        }
        return givenUp
    }

    func messages(after number: Int64, limit: Int) throws(StoreError) -> [StoredMessage] {
        messagesAfter.bind(1, number)
        messagesAfter.bind(2, Int64(limit))
        var messages: [StoredMessage] = []
        while try messagesAfter.step() {
            var message = StoredMessage(
                topic: messagesAfter.text(1), payload: messagesAfter.bytes(2),
                qos: UInt8(clamping: messagesAfter.number(3)), retain: messagesAfter.number(4) != 0,
                name: messagesAfter.text(5), importance: Int(messagesAfter.number(6)))
            message.number = messagesAfter.number(0)
            messages.append(message)
        }
        return messages
    }

    func calls() throws(StoreError) -> [StoredCall] {
        let all = try Statement(database.handle, "SELECT id, record FROM call ORDER BY id", "calls can't be read")
        var calls: [StoredCall] = []
        while try all.step() { calls.append(StoredCall(id: all.text(0), record: all.bytes(1))) }
        return calls
    }

    func messageCount() throws(StoreError) -> Int {
        let count = try Statement(database.handle, "SELECT count(*) FROM message", "messages can't be counted")
        _ = try count.step()
        return Int(count.number(0))
    }
}

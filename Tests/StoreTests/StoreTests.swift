import Foundation
import Testing

@testable import Store

@Suite("What must survive the process is kept")
struct StoreTests {
    /// A folder of its own for each test.
    final class Folder {
        let path = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)").path
        init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    private func open(_ folder: Folder, layout: UInt64 = 1, limit: Int = 1 << 20) throws -> Store {
        try Store(folder: folder.path, layout: layout, messageLimit: limit)
    }

    private func message(_ name: String, importance: Int = 5, bytes: Int = 10) -> StoredMessage {
        StoredMessage(
            topic: "asterisk/call/1.1/\(name)", payload: Array(repeating: 0x7B, count: bytes), qos: 1, retain: false,
            name: name, importance: importance)
    }

    @Test("Messages come back in order, whole, after the store was closed and opened")
    func order() throws {
        let folder = try Folder()
        var messages = ["ringing", "answered", "hungup"].map { message($0) }
        messages[1].retain = true
        messages[2].payload = []
        do {
            let store = try open(folder)
            _ = try store.save(messages: &messages, calls: [], settled: [])
        }
        let store = try open(folder)
        #expect(try store.messages(after: 0, limit: 10) == messages)
        #expect(try store.messages(after: messages[0].number, limit: 1) == [messages[1]])
    }

    @Test("What the broker has is forgotten, and its number is not given again")
    func settled() throws {
        let folder = try Folder()
        let store = try open(folder)
        var first = [message("ringing"), message("answered")]
        _ = try store.save(messages: &first, calls: [], settled: [])
        var second = [message("hungup")]
        _ = try store.save(messages: &second, calls: [], settled: first.map(\.number))
        #expect(try store.messages(after: 0, limit: 10).map(\.name) == ["hungup"])
        #expect(second[0].number > first[1].number)
        #expect(try store.messageCount() == 1)
    }

    @Test("What can't be saved has no number, and does not take that of what is saved later")
    func unsaved() throws {
        let folder = try Folder()
        _ = try open(folder)
        // What a full disk does, at will.
        try Database(path: folder.path + "/store.sqlite3").run(
            "CREATE TRIGGER full BEFORE INSERT ON message WHEN NEW.name = 'held' BEGIN SELECT RAISE(ABORT, 'full'); END",
            "no trigger")
        let store = try open(folder)
        var first = [message("ringing"), message("held"), message("answered")]
        #expect(throws: StoreError.self) { try store.save(messages: &first, calls: [], settled: []) }
        #expect(first.map(\.number) == [0, 0, 0])
        #expect(try store.messageCount() == 0)
        #expect(store.metrics == (0, 0, 0))
        var second = [message("hungup")]
        _ = try store.save(messages: &second, calls: [], settled: [])
        var none: [StoredMessage] = []
        _ = try store.save(messages: &none, calls: [], settled: first.map(\.number))
        #expect(try store.messages(after: 0, limit: 10) == second)
    }

    @Test("Where room runs out, what matters least goes first and the oldest of it before the others")
    func room() throws {
        let folder = try Folder()
        let store = try open(folder, limit: 450)
        var givenUp: [String: Int] = [:]
        for number in 0..<4 {
            for (name, importance) in [("ringing", 4), ("answered", 8), ("hungup", 9)] {
                var messages = [message("\(name)\(number)", importance: importance, bytes: 100)]
                givenUp.merge(try store.save(messages: &messages, calls: [], settled: []), uniquingKeysWith: +)
            }
        }
        #expect(
            try store.messages(after: 0, limit: 100).map(\.name) == ["hungup0", "hungup1", "hungup2", "hungup3"])
        #expect(givenUp.count == 8)
        #expect(store.metrics == (4, 400, 8))
    }

    @Test("What somebody has to deliver already is not given up where there is no room for it any more")
    func onTheirWay() throws {
        let folder = try Folder()
        let store = try open(folder, limit: 250)
        var first = [message("ringing", importance: 4, bytes: 100), message("hungup", importance: 9, bytes: 100)]
        _ = try store.save(messages: &first, calls: [], settled: [])
        var second = [message("ringing", importance: 4, bytes: 100), message("hungup", importance: 9, bytes: 100)]
        let givenUp = try store.save(messages: &second, calls: [], settled: [], onTheirWay: first[1].number)
        #expect(givenUp == ["ringing": 1])
        #expect(store.metrics == (2, 200, 1))
        #expect(try store.messages(after: 0, limit: 10) == [first[1], second[1]])
    }

    @Test("How much there is is known after a restart too")
    func metrics() throws {
        let folder = try Folder()
        var messages = [message("ringing", bytes: 7), message("hungup", bytes: 11)]
        do {
            let store = try open(folder)
            _ = try store.save(messages: &messages, calls: [], settled: [])
            #expect(store.metrics == (2, 18, 0))
        }
        let store = try open(folder)
        #expect(store.metrics == (2, 18, 0))
        var none: [StoredMessage] = []
        // One of them twice, and one that is not there.
        _ = try store.save(
            messages: &none, calls: [], settled: [messages[0].number, messages[0].number, messages[1].number + 5])
        #expect(store.metrics == (1, 11, 0))
    }

    @Test("Calls that are over are kept, as many as there is room for, until they are too long ago")
    func ended() throws {
        let folder = try Folder()
        var none: [StoredMessage] = []
        let count = Int(StoreState.mostEnded) + 10
        let ends = (0..<count).map {
            StoredEnd(callID: "1.\($0)", time: Int64($0), rang: Int64($0 % 3), payload: [0x7B, 0x7D])
        }
        do {
            let store = try open(folder)
            _ = try store.save(messages: &none, calls: [], ended: Array(ends.dropLast(5)), settled: [])
            _ = try store.save(messages: &none, calls: [], ended: Array(ends.suffix(5)), settled: [])
        }
        let store = try open(folder)
        #expect(try store.ended(since: 0) == Array(ends.dropFirst(10)))
        #expect(try store.ended(since: Int64(count - 3)) == Array(ends.suffix(3)))
        #expect(try store.ended(since: 0) == Array(ends.suffix(3)))
    }

    @Test("Calls are known as they were last, and not when they are over")
    func calls() throws {
        let folder = try Folder()
        var none: [StoredMessage] = []
        do {
            let store = try open(folder)
            _ = try store.save(
                messages: &none, calls: [.init(id: "1.1", record: [1]), .init(id: "1.2", record: [2])], settled: [])
            _ = try store.save(
                messages: &none, calls: [.init(id: "1.1", record: nil), .init(id: "1.2", record: [3, 0])], settled: [])
        }
        #expect(try open(folder).calls() == [.init(id: "1.2", record: [3, 0])])
    }

    @Test("Calls of another behaviour are dropped, messages are not")
    func layout() throws {
        let folder = try Folder()
        var messages = [message("ringing")]
        do {
            let store = try open(folder)
            _ = try store.save(messages: &messages, calls: [.init(id: "1.1", record: [1])], settled: [])
        }
        let store = try open(folder, layout: 2)
        #expect(try store.calls().isEmpty)
        #expect(store.droppedCalls == 1)
        #expect(try store.messageCount() == 1)
    }

    @Test("A second process, or a folder that can't be made, is told what is wrong")
    func refused() throws {
        let folder = try Folder()
        let store = try open(folder)
        #expect(throws: StoreError.self) { try open(folder) }
        _ = try store.messageCount()
        #expect(throws: StoreError.self) {
            try Store(folder: folder.path + "/store.sqlite3/nowhere", layout: 1, messageLimit: 1 << 20)
        }
    }

    @Test("A folder that is not there is made, and what is in it is for its user alone")
    func made() throws {
        let folder = try Folder()
        let own = folder.path + "/a/b/"
        let mode = { (path: String) in
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        var messages = [message("ringing")]
        do {
            let store = try Store(folder: own, layout: 1, messageLimit: 1 << 20)
            _ = try store.save(messages: &messages, calls: [], settled: [])
            #expect(try mode(own + "store.sqlite3") == 0o600)
            #expect(try mode(own + "store.sqlite3-wal") == 0o600)
        }
        #expect(try mode(folder.path + "/a") == 0o700)
        #expect(try mode(folder.path + "/a/b") == 0o700)
        // One that was made by a bridge of before, which everybody could read.
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: own + "store.sqlite3")
        let store = try Store(folder: own, layout: 1, messageLimit: 1 << 20)
        #expect(try mode(own + "store.sqlite3") == 0o600)
        #expect(try store.messages(after: 0, limit: 10) == messages)
    }

    @Test(
        "A file that can't be a store is moved aside whatever is wrong with it",
        arguments: [
            "this is not SQLite, though it is long enough to look at", String(repeating: "\u{A5}", count: 5000),
        ])
    func foreign(_ content: String) throws {
        let folder = try Folder()
        let file = folder.path + "/store.sqlite3"
        try Data(content.utf8).write(to: URL(filePath: file))
        let store = try open(folder)
        let aside = try #require(store.setAside)
        #expect(try Data(contentsOf: URL(filePath: aside.path)) == Data(content.utf8))
        var messages = [message("hungup")]
        _ = try store.save(messages: &messages, calls: [], settled: [])
        #expect(store.metrics == (1, 10, 0))
    }

    @Test("A store whose first page is damaged is moved aside")
    func firstPage() throws {
        let folder = try Folder()
        var messages = [message("ringing")]
        do { _ = try open(folder).save(messages: &messages, calls: [], settled: []) }
        let file = URL(filePath: folder.path + "/store.sqlite3")
        var bytes = try Data(contentsOf: file)
        bytes.replaceSubrange(0..<100, with: Data(repeating: 0xA5, count: 100))
        try bytes.write(to: file)
        #expect(try open(folder).setAside != nil)
    }

    @Test("A store of another version is moved aside", arguments: ["user_version = 77", "user_version = -1"])
    func version(_ pragma: String) throws {
        let folder = try Folder()
        _ = try open(folder)
        try Database(path: folder.path + "/store.sqlite3").run("PRAGMA \(pragma)", "no version")
        #expect(try open(folder).setAside?.reason.description.contains("another version") == true)
    }

    @Test("Numbers at the end of all numbers are no reason to end", arguments: [Int64.max, -5])
    func numbers(_ number: Int64) throws {
        let folder = try Folder()
        var messages = [message("ringing")]
        do { _ = try open(folder).save(messages: &messages, calls: [], settled: []) }
        try Database(path: folder.path + "/store.sqlite3").run("UPDATE message SET number = \(number)", "no number")
        let store = try open(folder)
        #expect(store.setAside != nil)
        var next = [message("hungup"), message("hungup")]
        _ = try store.save(messages: &next, calls: [], settled: [])
        #expect(try store.messageCount() == 2)
    }

    @Test("A damaged store is moved aside, and what comes next is kept in a new one")
    func damaged() throws {
        let folder = try Folder()
        let file = URL(filePath: folder.path + "/store.sqlite3")
        var messages = (0..<500).map { message("held\($0)", bytes: 300) }
        do {
            let store = try open(folder)
            #expect(store.setAside == nil)
            _ = try store.save(messages: &messages, calls: [.init(id: "1.1", record: [1])], settled: [])
        }
        var bytes = try Data(contentsOf: file)
        let places = stride(from: 4096 * 2, to: bytes.count, by: 4096)
        for place in places { bytes.replaceSubrange(place..<place + 16, with: Data(repeating: 0xA5, count: 16)) }
        try bytes.write(to: file)
        do {
            let store = try open(folder)
            let damaged = try #require(store.setAside)
            #expect(try Data(contentsOf: URL(filePath: damaged.path)) == bytes)
            #expect(try store.calls().isEmpty && store.messageCount() == 0)
            var next = [message("hungup")]
            _ = try store.save(messages: &next, calls: [], settled: [])
        }
        let store = try open(folder)
        #expect(store.setAside == nil)
        #expect(try store.messages(after: 0, limit: 10).map(\.name) == ["hungup"])
    }
}

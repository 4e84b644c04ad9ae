import AMI
import Correlator
import Foundation
import Testing

/// A recording of a real Asterisk, and what must be told of it.
struct Recording: CustomTestStringConvertible, Sendable {
    /// The Asterisk and the scenario, such as `22/busy`.
    var name: String

    var testDescription: String { name }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures")

    /// All there are of calls; what is in `states` is of queues and the like, by itself.
    static let all: [Recording] = {
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        let names = (files?.allObjects as? [URL] ?? []).filter {
            $0.pathExtension == "raw" && !$0.pathComponents.contains("states")
        }.map {
            $0.deletingPathExtension().pathComponents.suffix(2).joined(separator: "/")
        }
        return names.sorted().map { Recording(name: $0) }
    }()

    var bytes: [UInt8] {
        get throws { [UInt8](try Data(contentsOf: Self.folder.appending(path: name + ".raw"))) }
    }

    /// What must be told of it.
    var expected: Expectation {
        get throws {
            let text = try String(contentsOf: Self.folder.appending(path: name + ".expected.jsonl"), encoding: .utf8)
            return try Expectation(lines: text.split(separator: "\n").map(String.init))
        }
    }

    /// What comes out when the bytes arrive in pieces of at most `pieces` bytes.
    ///
    /// - Parameter restarts: Whether a new correlator goes on after each piece, with what the one before had noted.
    func told(pieces: Int, options: CorrelatorOptions = .init(variables: ["CRM_ID"]), restarts: Bool = false) throws
        -> [String]
    {
        Self.told(of: try bytes, pieces: pieces, options: options, restarts: restarts)
    }

    /// The same of bytes that are in no file.
    static func told(
        of bytes: [UInt8], pieces: Int = .max, options: CorrelatorOptions = .init(), restarts: Bool = false
    ) -> [String] {
        var options = options
        options.notesChanges = restarts
        var decoder = AMIDecoder()
        var correlator = Correlator(tables: .watched, options: options)
        var kept: [String: [UInt8]] = [:]
        var lines: [String] = []
        func take(_ correlator: inout Correlator) {
            lines += correlator.takeEvents().filter { !$0.retain }.map {
                "asterisk/\($0.topic) \(String(decoding: $0.payload, as: UTF8.self))"
            }
        }
        var start = 0
        while start < bytes.count {
            let end = start + min(pieces, bytes.count - start)
            decoder.decode(bytes.span.bytes.extracting(start..<end), into: &correlator)
            start = end
            take(&correlator)
            guard restarts else { continue }
            for change in correlator.takeChanges() { kept[change.callID] = change.record }
            let open = correlator.openCallIDs
            #expect(kept.keys.sorted() == open)
            correlator = Correlator(tables: .watched, options: options)
            for (_, record) in kept {
                let isRestored = correlator.restore(record)
                #expect(isRestored)
            }
        }
        correlator.advance(to: Timestamp(microseconds: .max))
        take(&correlator)
        let broken = correlator.brokenClaims.map { "\($0.claim) by \($0.call)" }
        #expect(broken == [])
        return lines
    }
}

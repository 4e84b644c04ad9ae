import AMI
import Bridge
import Correlator
import Explain
import Foundation
import TestSupport

/// A recording, and the stories that are made of it.
struct Retelling {
    var stories: [Story] = []
    /// What a replay says, as `TOPIC PAYLOAD`.
    var replayed: [String] = []

    /// All recordings, such as `22/busy`.
    static let recordings: [String] = {
        let folder = URL(filePath: Checkout.file("Fixtures"))
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (files?.allObjects as? [URL] ?? []).filter {
            $0.pathExtension == "raw" && !$0.pathComponents.contains("states")
        }.map {
            $0.deletingPathExtension().pathComponents.suffix(2).joined(separator: "/")
        }.sorted()
    }()

    static func bytes(_ recording: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: Checkout.file("Fixtures/\(recording).raw"))))
    }

    /// A recording in which the caller bears another name.
    static func bytes(_ recording: String, caller name: String) throws -> [UInt8] {
        let text = String(decoding: try bytes(recording), as: UTF8.self)
        return Array(text.replacing(": Martin\r\n", with: ": \(name)\r\n").utf8)
    }

    init(
        _ bytes: [UInt8], of calls: Set<String> = [], keepsAllEvents: Bool = false, limits: StorytellerLimits = .init()
    ) {
        var told: [Story] = []
        let teller = Storyteller(of: calls, keepsAllEvents: keepsAllEvents, limits: limits) { told.append($0) }
        var watched = CaptureReplay(observer: teller)
        watched.feed(bytes.span.bytes, arrival: Timestamp(microseconds: 0)) { _ in }
        _ = watched.finish { _ in }
        teller.finish()
        stories = told
        var plain = CaptureReplay()
        var lines: [String] = []
        plain.feed(bytes.span.bytes, arrival: Timestamp(microseconds: 0)) { lines.append(Self.line($0)) }
        _ = plain.finish { lines.append(Self.line($0)) }
        replayed = lines
    }

    init(_ recording: String) throws { self.init(try Self.bytes(recording)) }

    static func line(_ event: CallEvent) -> String {
        "\(event.topic) \(String(decoding: event.payload, as: UTF8.self))"
    }

    /// What a renderer makes of all stories.
    func text(_ renderer: some ExplanationRenderer) -> String {
        var renderer = renderer
        var bytes = renderer.beginning()
        for story in stories { bytes += renderer.story(story) }
        bytes += renderer.ending()
        return String(decoding: bytes, as: UTF8.self)
    }
}

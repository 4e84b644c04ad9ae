import Foundation
import Testing

@testable import Board

/// What a page knows that was told a board's updates, and nothing else.
struct SeenBoard: Equatable {
    private struct Update: Decodable {
        struct Call: Decodable {
            var pbx: String
            var call_id: String
            var state: String
            var since: String
            var last: Last
        }
        struct Last: Decodable {
            var from: Party?
        }
        struct Party: Decodable {
            var `extension`: String?
            var name: String?
        }
        struct Gone: Decodable {
            var pbx: String
            var call_id: String
        }
        struct Thing: Decodable {
            var pbx: String
            var kind: String
            var name: String
            var role: String?
            var called: String?
            var state: String?
            var tone: String?
            var way: String?
            var with: Party?
            var numbers: [Number]
        }
        struct Number: Decodable {
            var label: String
            var unit: String?
            var tone: String?
            var value: Double?
            var seconds: Double?
        }
        struct GoneThing: Decodable {
            var pbx: String
            var kind: String
            var name: String
        }
        struct PBX: Decodable {
            var name: String
            var connected: Bool
            var open: Int
            var today: Day
        }
        var calls: [Call]
        var gone: [Gone]
        var things: [Thing]
        var things_gone: [GoneThing]
        var pbxs: [PBX]
        var recent: Int
        var counted_since: String?
    }

    struct Day: Decodable, Equatable {
        var calls: Int
        var answered: Int
        var missed: Int
        var unreached: Int
        var others: Int
        var ring_seconds: Double
        var ring_count: Int
        var hours: [[Int]]
    }

    /// State, since when, and the caller's name.
    var calls: [String: [String]] = [:]
    var lamps: [String: String] = [:]
    /// Of each thing: what is called, with whom, which way, its tone, and its numbers, each `LABEL UNIT TONE NUMBER`.
    var things: [String: [String]] = [:]
    var days: [String: Day] = [:]
    var connected: [String: Bool] = [:]
    var open: [String: Int] = [:]
    var ended = 0
    /// Since when the day is counted; `nil` for all of it.
    var countedSince: String?
    var version: Int?
    /// How often it was told everything.
    var snapshots = 0

    static func == (one: Self, other: Self) -> Bool {
        one.calls == other.calls && one.lamps == other.lamps && one.things == other.things && one.days == other.days
            && one.connected == other.connected && one.open == other.open && one.ended == other.ended
    }

    init() {}

    /// One that is told everything at once.
    init(of state: BoardState) throws {
        try look(at: state)
    }

    mutating func look(at state: BoardState) throws {
        let update = state.update(since: version)
        version = update.version
        if update.isWhole {
            (calls, lamps, things, days, connected, open) = ([:], [:], [:], [:], [:], [:])
            snapshots += 1
        }
        let told = try JSONDecoder().decode(Update.self, from: Data(update.json(at: Happening.noon)))
        for gone in told.gone { calls["\(gone.pbx)/\(gone.call_id)"] = nil }
        for call in told.calls {
            calls["\(call.pbx)/\(call.call_id)"] = [call.state, call.since, call.last.from?.name ?? ""]
        }
        for gone in told.things_gone {
            things["\(gone.pbx)/\(gone.kind)/\(gone.name)"] = nil
            lamps["\(gone.pbx)/\(gone.name)"] = nil
        }
        for thing in told.things {
            if thing.role == "lamp" { lamps["\(thing.pbx)/\(thing.name)"] = thing.state }
            let with = [thing.with?.extension, thing.with?.name].compactMap(\.self).joined(separator: " ")
            things["\(thing.pbx)/\(thing.kind)/\(thing.name)"] =
                [thing.called ?? "", with, thing.way ?? "", thing.tone ?? ""]
                + thing.numbers.map { number in
                    let value = number.value.map { "\($0)" } ?? number.seconds.map { "\($0) s" } ?? ""
                    return [number.label, number.unit, number.tone, value].compactMap(\.self).joined(separator: " ")
                }
        }
        for pbx in told.pbxs {
            days[pbx.name] = pbx.today
            connected[pbx.name] = pbx.connected
            open[pbx.name] = pbx.open
        }
        ended = told.recent
        countedSince = told.counted_since
    }
}

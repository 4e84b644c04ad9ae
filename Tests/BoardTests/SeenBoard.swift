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
            var state: String?
        }
        struct Party: Decodable {
            var name: String?
        }
        struct Gone: Decodable {
            var pbx: String
            var call_id: String
        }
        struct Lamp: Decodable {
            var pbx: String
            var name: String
            var last: Last
        }
        struct PBX: Decodable {
            var name: String
            var connected: Bool
            var open: Int
            var today: Day
        }
        var calls: [Call]
        var gone: [Gone]
        var lamps: [Lamp]
        var pbxs: [PBX]
        var ended: Int
    }

    struct Day: Decodable, Equatable {
        var rang: Int
        var answered: Int
        var missed: Int
        var ring_seconds: Double
        var ring_count: Int
        var hours: [[Int]]
    }

    /// State, since when, and the caller's name.
    var calls: [String: [String]] = [:]
    var lamps: [String: String] = [:]
    var days: [String: Day] = [:]
    var connected: [String: Bool] = [:]
    var open: [String: Int] = [:]
    var ended = 0
    var version: Int?
    /// How often it was told everything.
    var snapshots = 0

    static func == (one: Self, other: Self) -> Bool {
        one.calls == other.calls && one.lamps == other.lamps && one.days == other.days
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
            (calls, lamps, days, connected, open) = ([:], [:], [:], [:], [:])
            snapshots += 1
        }
        let told = try JSONDecoder().decode(Update.self, from: Data(update.json(at: Happening.noon)))
        for gone in told.gone { calls["\(gone.pbx)/\(gone.call_id)"] = nil }
        for call in told.calls {
            calls["\(call.pbx)/\(call.call_id)"] = [call.state, call.since, call.last.from?.name ?? ""]
        }
        for lamp in told.lamps { lamps["\(lamp.pbx)/\(lamp.name)"] = lamp.last.state }
        for pbx in told.pbxs {
            days[pbx.name] = pbx.today
            connected[pbx.name] = pbx.connected
            open[pbx.name] = pbx.open
        }
        ended = told.ended
    }
}

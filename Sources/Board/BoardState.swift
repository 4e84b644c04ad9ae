import Correlator
import DequeModule

/// What the board shows, as a value, and what changed of it.
///
/// The log has what changed, not the values: a slow client gets the last value of each, and
/// one that is slower than the log is long gets everything.
struct BoardState {
    /// Calls that are listed at once; others are not shown until there is room.
    static let mostCalls = 2000
    /// Phones, queues and the like that are listed.
    static let mostThings = 5000
    /// Changes that are remembered.
    static let longestLog = 4096

    private struct PBX {
        var isConnected = false
        /// Open calls, those without an event included.
        var openCalls = 0
        var day = DayFigures()
    }

    private enum Item: Hashable {
        case call(BoardKey)
        case thing(BoardKey, Legend.Thing)
        case pbx(String)
    }

    private var calls: [BoardKey: CallStatus] = [:]
    private var things: [BoardKey: BoardThing] = [:]
    private var pbxs: [String: PBX] = [:]
    private(set) var recent = RecentCalls()
    private var log: Deque<Item> = []
    /// Counts the changes.
    private(set) var version = 0
    private var today: LocalTime
    private var began: Timestamp
    private let legend: Legend
    /// For how long calls that go on rang before they were answered.
    private var rings: [BoardKey: Double] = [:]

    init(at now: Timestamp, _ legend: Legend = .builtIn) {
        self.legend = legend
        began = now
        today = LocalTime(now)
    }

    // MARK: What happens

    /// - Returns: Those of the calls that are over now.
    mutating func note(_ notes: [BoardNote], openCalls: Int, of pbx: String, at now: Timestamp) -> [EndedCall] {
        guard !notes.isEmpty || pbxs[pbx]?.openCalls != openCalls else { return [] }
        advance(to: now)
        let before = pbxs[pbx]
        var figures = before ?? PBX()
        var ended: [EndedCall] = []
        for note in notes {
            switch note {
            case .goes(let id, let state, let time, let message, let payload):
                goes(BoardKey(pbx: pbx, id: id), state, time, message, payload)
            case .ended(var call):
                let key = BoardKey(pbx: pbx, id: call.callID)
                if calls.removeValue(forKey: key) != nil { changed(.call(key)) }
                call.ringSeconds = call.ringSeconds ?? rings[key]
                rings[key] = nil
                recent.add(call)
                if let hour = hourToday(call.time) { figures.day.count(call, hour: hour) }
                changed(.pbx(pbx))
                ended.append(call)
            case .thing(let thing):
                let key = BoardKey(pbx: pbx, thing.thing)
                guard things[key] != nil || things.count < Self.mostThings else { continue }
                // An event may lack its name.
                var named = thing
                named.name = thing.name ?? things[key]?.name
                things[key] = named
                changed(.thing(key, thing.thing))
            case .gone(let thing):
                let key = BoardKey(pbx: pbx, thing)
                if things.removeValue(forKey: key) != nil { changed(.thing(key, thing)) }
            case .answered(let id, let seconds):
                if rings.count < Self.mostCalls { rings[BoardKey(pbx: pbx, id: id)] = seconds }
            }
        }
        figures.openCalls = openCalls
        pbxs[pbx] = figures
        if before?.day != figures.day || before?.openCalls != openCalls { changed(.pbx(pbx)) }
        return ended
    }

    /// Calls that ended before, in the order in which they did, as something else remembers them.
    mutating func note(earlier ended: [EndedCall], of pbx: String, at now: Timestamp) {
        guard let first = ended.first else { return }
        advance(to: now)
        began = min(began, first.time)
        recent.add(earlier: ended)
        for call in ended {
            if let hour = hourToday(call.time) { pbxs[pbx, default: PBX()].day.count(call, hour: hour) }
        }
        changed(.pbx(pbx))
    }

    private mutating func goes(
        _ key: BoardKey, _ state: String?, _ time: Timestamp, _ message: String, _ payload: [UInt8]
    ) {
        let before = calls[key]
        guard before != nil || calls.count < Self.mostCalls, let state = state ?? before?.state else { return }
        calls[key] = CallStatus(of: key.id, state: state, at: time, message, last: payload, after: before)
        changed(.call(key))
    }

    /// Restores a call from its retained state; events of this run take precedence.
    mutating func note(kept status: CallStatus, ofCall id: String, of pbx: String) {
        let key = BoardKey(pbx: pbx, id: id)
        guard calls[key] == nil, calls.count < Self.mostCalls else { return }
        calls[key] = status
        changed(.call(key))
    }

    /// Whether Asterisk is there.
    mutating func note(isConnected: Bool, of pbx: String) {
        guard pbxs[pbx]?.isConnected != isConnected else { return }
        pbxs[pbx, default: PBX()].isConnected = isConnected
        changed(.pbx(pbx))
    }

    /// These are all the PBXs there are from now on.
    mutating func keep(only names: Set<String>) {
        for name in names where pbxs[name] == nil {
            pbxs[name] = PBX()
            changed(.pbx(name))
        }
        guard pbxs.keys.contains(where: { !names.contains($0) }) else { return }
        pbxs = pbxs.filter { names.contains($0.key) }
        calls = calls.filter { names.contains($0.key.pbx) }
        things = things.filter { names.contains($0.key.pbx) }
        rings = rings.filter { names.contains($0.key.pbx) }
        recent.forget { !names.contains($0.pbx) }
        // Every client gets everything.
        version += 1
        log.removeAll()
    }

    /// What the clock says; with a new day, counting begins anew.
    mutating func advance(to now: Timestamp) {
        let today = LocalTime(now)
        guard today.day != self.today.day else { return }
        self.today = today
        for name in pbxs.keys {
            pbxs[name]?.day = DayFigures()
            changed(.pbx(name))
        }
    }

    /// The hour, where it is one of today: what Asterisk's clock says is of another day counts for none.
    private func hourToday(_ time: Timestamp) -> Int? {
        let local = LocalTime(time)
        return local.day == today.day ? local.hour : nil
    }

    private mutating func changed(_ item: Item) {
        version += 1
        if log.count == Self.longestLog { log.removeFirst() }
        log.append(item)
    }

    // MARK: What is shown

    /// What changed since a version; everything where that is not known any more, or none is given.
    func update(since seen: Int?) -> BoardUpdate {
        var update = BoardUpdate(version: version)
        update.ways = legend.ways
        update.zone = today.zone
        update.since = LocalTime(began).day == today.day ? began : nil
        update.recentTotal = recent.total
        guard let seen, seen <= version, seen >= version - log.count else {
            update.isWhole = true
            update.calls = calls.map { call($0.value, of: $0.key.pbx) }
            update.things = things.map { .init(pbx: $0.key.pbx, thing: $0.value) }
            update.pbxs = pbxs.map {
                .init(name: $0.key, isConnected: $0.value.isConnected, openCalls: $0.value.openCalls, day: $0.value.day)
            }
            return update
        }
        for item in Set(log.suffix(version - seen)) {
            switch item {
            case .call(let key):
                if let call = calls[key] {
                    update.calls.append(self.call(call, of: key.pbx))
                } else {
                    update.gone.append(key)
                }
            case .thing(let key, let thing):
                if let thing = things[key] {
                    update.things.append(.init(pbx: key.pbx, thing: thing))
                } else {
                    update.thingsGone.append((key.pbx, thing))
                }
            case .pbx(let name):
                if let pbx = pbxs[name] {
                    update.pbxs.append(
                        .init(name: name, isConnected: pbx.isConnected, openCalls: pbx.openCalls, day: pbx.day))
                }
            }
        }
        return update
    }

    private func call(_ status: CallStatus, of pbx: String) -> BoardUpdate.Call {
        .init(
            pbx: pbx, document: status.document, tone: legend.states[status.state],
            fields: legend.fields(of: status.message.flatMap(legend.message(named:))))
    }
}

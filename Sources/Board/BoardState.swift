import Correlator
import DequeModule

/// What the board shows, as a value, and what changed of it.
///
/// Changes are a log of what is no longer as it was, not of what it is: whoever is slow is told the last of each, and
/// whoever is slower than the log is long is told everything.
struct BoardState {
    /// Calls that are listed at once; others are not shown until there is room.
    static let mostCalls = 2000
    /// Phones that are listed.
    static let mostLamps = 5000
    /// Changes that are remembered.
    static let longestLog = 4096

    private struct PBX {
        var isConnected = false
        /// Calls that go on, those included of which nothing was told.
        var openCalls = 0
        var day = DayFigures()
    }

    private enum Item: Hashable {
        case call(BoardKey)
        case lamp(BoardKey)
        case pbx(String)
    }

    private var calls: [BoardKey: CallStatus] = [:]
    private var lamps: [BoardKey: [UInt8]] = [:]
    private var pbxs: [String: PBX] = [:]
    private(set) var recent = RecentCalls()
    private var log: Deque<Item> = []
    /// Counts the changes.
    private(set) var version = 0
    private var today: LocalTime
    private let began: Timestamp

    init(at now: Timestamp) {
        began = now
        today = LocalTime(now)
    }

    // MARK: What happens

    mutating func note(_ notes: [BoardNote], openCalls: Int, of pbx: String, at now: Timestamp) {
        guard !notes.isEmpty || pbxs[pbx]?.openCalls != openCalls else { return }
        advance(to: now)
        let before = pbxs[pbx]
        var figures = before ?? PBX()
        for note in notes {
            switch note {
            case .goes(let id, let state, let time, let payload):
                goes(BoardKey(pbx: pbx, id: id), state, time, payload)
            case .ended(let id, let call):
                let key = BoardKey(pbx: pbx, id: id)
                if calls.removeValue(forKey: key) != nil { changed(.call(key)) }
                recent.add(call)
                if call.isMissed, let hour = hourToday(call.time) { figures.day.misses(hour: hour) }
                changed(.pbx(pbx))
            case .lamp(let name, let payload):
                let key = BoardKey(pbx: pbx, id: name)
                guard lamps[key] != nil || lamps.count < Self.mostLamps else { continue }
                lamps[key] = payload
                changed(.lamp(key))
            case .rang(let time):
                if hourToday(time) != nil { figures.day.rings() }
            case .answered(let time, let seconds):
                if let hour = hourToday(time) { figures.day.answered(after: seconds, hour: hour) }
            }
        }
        figures.openCalls = openCalls
        pbxs[pbx] = figures
        if before?.day != figures.day || before?.openCalls != openCalls { changed(.pbx(pbx)) }
    }

    private mutating func goes(_ key: BoardKey, _ state: String?, _ time: Timestamp, _ payload: [UInt8]) {
        let before = calls[key]
        guard before != nil || calls.count < Self.mostCalls, let state = state ?? before?.state else { return }
        calls[key] = CallStatus(of: key.id, state: state, at: time, last: payload, after: before)
        changed(.call(key))
    }

    /// A call of before, of which something else remembers what it does; what is told of it here counts for more.
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
        lamps = lamps.filter { names.contains($0.key.pbx) }
        recent.forget { !names.contains($0.pbx) }
        // Everybody is told everything.
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
        update.zone = today.zone
        update.since = LocalTime(began).day == today.day ? began : nil
        update.recentTotal = recent.total
        guard let seen, seen <= version, seen >= version - log.count else {
            update.isWhole = true
            update.calls = calls.map { .init(pbx: $0.key.pbx, document: $0.value.document) }
            update.lamps = lamps.map { .init(key: $0.key, payload: $0.value) }
            update.pbxs = pbxs.map {
                .init(name: $0.key, isConnected: $0.value.isConnected, openCalls: $0.value.openCalls, day: $0.value.day)
            }
            return update
        }
        for item in Set(log.suffix(version - seen)) {
            switch item {
            case .call(let key):
                if let call = calls[key] {
                    update.calls.append(.init(pbx: key.pbx, document: call.document))
                } else {
                    update.gone.append(key)
                }
            case .lamp(let key):
                if let payload = lamps[key] { update.lamps.append(.init(key: key, payload: payload)) }
            case .pbx(let name):
                if let pbx = pbxs[name] {
                    update.pbxs.append(
                        .init(name: name, isConnected: pbx.isConnected, openCalls: pbx.openCalls, day: pbx.day))
                }
            }
        }
        return update
    }
}

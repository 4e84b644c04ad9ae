@_spi(Runtime) import CallLogic

/// A place that a run comes to before a trigger, with all that decides how it goes on.
struct Crossroad: Hashable {
    var trigger: Int
    var subjects: Subjects
    /// The state at hand.
    var cells: [ModelCell]
    /// What the headers that are still read can say.
    var masks: [UInt64]
    var pins: [Int: HeaderPin]
    var assumed: [CallProgram.Condition: Bool]
}

extension Model {
    /// Whether another run of the same event from the same state was here; this one goes on as that did. What was found
    /// out of headers that nobody reads any more makes no difference.
    func hasBeen(before place: Int, of triggers: [Int], _ subjects: Subjects) -> Bool {
        // A story goes its own way, and so does a real event.
        guard trace == nil, answer == nil, place > 0, chooser.isOnNewGround else { return false }
        var read: Set<Int> = []
        for trigger in triggers[place...] { read.formUnion(headersRead[trigger]) }
        let masks = touched.isEmpty ? [] : read.sorted().map { self.masks[$0] }
        let pins = pins.isEmpty ? pins : pins.filter { read.contains($0.key) }
        let assumed = assumed.isEmpty ? assumed : assumed.filter { !$0.key.headers.isDisjoint(with: read) }
        let here = Crossroad(
            trigger: triggers[place], subjects: subjects, cells: cells, masks: masks, pins: pins, assumed: assumed)
        return !crossroads.insert(here).inserted
    }
}

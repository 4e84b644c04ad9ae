/// The values that the model distinguishes: of each fact those that some condition asks for, and whether there is one.
struct ModelVocabulary {
    /// What is known of a value, as it is kept: nothing there.
    static let unset: ModelCell = 0
    /// There is one, and it is none of those that conditions ask for.
    static let other: ModelCell = 1
    /// The code of the first value that is asked for in a place.
    static let first: ModelCell = 2

    /// The numbers that are distinguished in each place; a number's code is its place among them and ``first``.
    private(set) var numbers: [ModelSlot: [Int]] = [:]
    /// The same of texts.
    private(set) var texts: [ModelSlot: [String]] = [:]
    /// What a number can be in a place, where that is bounded.
    private(set) var bounds: [ModelSlot: ClosedRange<Int>] = [:]
    /// The places that hold 0 at first.
    private(set) var zeroes: Set<ModelSlot> = []
    /// The channel's places that follow from its name.
    private(set) var named: [ModelSlot] = []
    /// A number that stands nowhere in the program.
    private(set) var stranger = 101

    init(_ program: CallProgram) {
        let actions: [CallProgram.Action] = program.rules.flatMap(\.actions)
        var conditions: [CallProgram.Condition] = program.triggers.flatMap(\.conditions)
        conditions += program.rules.flatMap(\.conditions)
        for invariant in program.invariants {
            conditions += invariant.exceptions.joined()
            conditions += invariant.claim.conditions
        }
        for action in actions {
            conditions += action.channelConditions
            for case .guarded(_, let guards) in action.sources { conditions += guards }
        }
        var counted: Set<ModelSlot> = []
        for action in actions {
            for case .addNumber(let owner, let place, _) in action.parts where owner.isKept {
                counted.insert(ModelSlot(isChannel: owner != .call, isText: false, place: place))
            }
        }
        for condition in conditions.flatMap(\.all) {
            let slot = ModelSlot(condition.source)
            switch condition.test {
            case .number(let number) where (0...8).contains(number) && slot.map({ counted.contains($0) }) == true:
                // What grows comes by all that is below.
                tellApart(Array(0...number), slot)
            case .number(let number): tellApart([number], slot)
            case .texts(let some):
                guard let slot else { continue }
                for text in some where !text.isEmpty && texts[slot]?.contains(text) != true {
                    texts[slot, default: []].append(text)
                }
            case .atLeast(.number(let number)) where (0...8).contains(number): tellApart(Array(0...number), slot)
            case .sameNumber(let other), .atLeast(let other):
                // Counters that are held against one another are known as long as they are small.
                for slot in [slot, ModelSlot(other)] where slot.map({ isCounter($0, program) }) == true {
                    tellApart(Array(0...2), slot)
                }
            default: break
            }
        }
        for (isChannel, slots) in [(false, program.callNumbers), (true, program.channelNumbers)] {
            for (place, slot) in slots.enumerated() {
                let key = ModelSlot(isChannel: isChannel, isText: false, place: place)
                bounds[key] = slot.fact.between
                if !slot.fact.names.isEmpty || slot.fact.namesFrom != nil {
                    named.append(key)
                } else if slot.fact.kind == .flag && !slot.fact.startsUnknown || counted.contains(key) {
                    zeroes.insert(key)
                }
            }
        }
        let all = Set(numbers.values.joined()).union(
            program.headers.flatMap { $0.vocabulary.compactMap { Int($0) } })
        while all.contains(stranger) { stranger += 1 }
    }

    private func isCounter(_ slot: ModelSlot, _ program: CallProgram) -> Bool {
        guard !slot.isText else { return false }
        return (slot.isChannel ? program.channelNumbers : program.callNumbers)[slot.place].fact.kind == .number
    }

    private mutating func tellApart(_ some: [Int], _ slot: ModelSlot?) {
        guard let slot else { return }
        for number in some where numbers[slot]?.contains(number) != true { numbers[slot, default: []].append(number) }
    }

    /// The codes that are distinguished in a place.
    func codes(in slot: ModelSlot) -> Range<ModelCell> {
        let count = slot.isText ? texts[slot]?.count : numbers[slot]?.count
        return Self.first..<Self.first + ModelCell(count ?? 0)
    }

    /// What a number is kept as in a place.
    func kept(_ number: Int, in slot: ModelSlot) -> ModelCell {
        numbers[slot]?.firstIndex(of: number).map { ModelCell($0) + Self.first } ?? Self.other
    }

    /// What a text is kept as in a place.
    func kept(_ text: String, in slot: ModelSlot) -> ModelCell {
        if text.isEmpty { return Self.unset }
        return texts[slot]?.firstIndex(of: text).map { ModelCell($0) + Self.first } ?? Self.other
    }

    /// What a code stands for in a place.
    func value(_ code: ModelCell, in slot: ModelSlot) -> ModelValue {
        switch code {
        case Self.unset: return .unset
        case Self.other: return .other(slot)
        default:
            let place = Int(code - Self.first)
            if slot.isText { return texts[slot].map { .text($0[place]) } ?? .other(slot) }
            return numbers[slot].map { .number($0[place]) } ?? .other(slot)
        }
    }

    /// What a place holds at first.
    func start(_ slot: ModelSlot) -> ModelCell { zeroes.contains(slot) ? kept(0, in: slot) : Self.unset }
}

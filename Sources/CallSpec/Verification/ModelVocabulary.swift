/// The values that the model tells apart: of each fact those that some condition asks for, and whether there is one.
struct ModelVocabulary {
    /// What is known of a value, as it is kept: nothing there.
    static let unset: UInt8 = 0
    /// There is one, and it is none of those that conditions ask for.
    static let other: UInt8 = 1
    /// The code of the first value that is asked for.
    static let first: UInt8 = 2

    /// The numbers that stand in the program; a number's code is its place and ``first``.
    private(set) var numbers: [Int] = []
    /// The same of texts.
    private(set) var texts: [String] = []
    /// The codes that are told apart in each place.
    private(set) var distinguished: [ModelSlot: [UInt8]] = [:]
    /// The places that hold 0 at first.
    private(set) var zeroes: Set<ModelSlot> = []
    /// The channel's places that follow from its name.
    private(set) var named: [ModelSlot] = []

    init(_ program: CallProgram) {
        let conditions =
            program.triggers.flatMap(\.conditions) + program.rules.flatMap(\.conditions)
            + program.invariants.flatMap { $0.exceptions.flatMap { $0 } }
        for condition in conditions {
            let slot = ModelSlot(condition.source)
            switch condition.test {
            case .number(let number): tellApart([code(number)], slot)
            case .texts(let texts): tellApart(texts.map { code($0) }, slot)
            case .atLeast(.number(let number)) where (0...8).contains(number):
                tellApart((0...number).map { code($0) }, slot)
            case .sameNumber(let other), .atLeast(let other):
                // Counters that are held against one another are known as long as they are small.
                for slot in [slot, ModelSlot(other)] where slot.map({ isCounter($0, program) }) == true {
                    tellApart((0...2).map { code($0) }, slot)
                }
            default: break
            }
        }
        var counted: Set<ModelSlot> = []
        for rule in program.rules {
            for case .addNumber(let owner, let place, _) in rule.actions {
                counted.insert(ModelSlot(isChannel: owner != .call, isText: false, place: place))
            }
        }
        for (isChannel, slots) in [(false, program.callNumbers), (true, program.channelNumbers)] {
            for (place, slot) in slots.enumerated() {
                let key = ModelSlot(isChannel: isChannel, isText: false, place: place)
                if !slot.fact.names.isEmpty || slot.fact.namesFrom != nil {
                    named.append(key)
                } else if slot.fact.kind == .flag && !slot.fact.startsUnknown || counted.contains(key) {
                    zeroes.insert(key)
                }
            }
        }
    }

    private func isCounter(_ slot: ModelSlot, _ program: CallProgram) -> Bool {
        guard !slot.isText else { return false }
        return (slot.isChannel ? program.channelNumbers : program.callNumbers)[slot.place].fact.kind == .number
    }

    private mutating func tellApart(_ codes: [UInt8], _ slot: ModelSlot?) {
        guard let slot else { return }
        for code in codes where !distinguished[slot, default: []].contains(code) {
            distinguished[slot, default: []].append(code)
        }
    }

    private mutating func code(_ number: Int) -> UInt8 {
        if let place = numbers.firstIndex(of: number) { return UInt8(place) + Self.first }
        numbers.append(number)
        return UInt8(numbers.count - 1) + Self.first
    }

    private mutating func code(_ text: String) -> UInt8 {
        if let place = texts.firstIndex(of: text) { return UInt8(place) + Self.first }
        texts.append(text)
        return UInt8(texts.count - 1) + Self.first
    }

    /// What a number is kept as in a place.
    func kept(_ number: Int, in slot: ModelSlot) -> UInt8 {
        guard let place = numbers.firstIndex(of: number) else { return Self.other }
        let code = UInt8(place) + Self.first
        return distinguished[slot]?.contains(code) == true ? code : Self.other
    }

    /// What a text is kept as in a place.
    func kept(_ text: String, in slot: ModelSlot) -> UInt8 {
        if text.isEmpty { return Self.unset }
        guard let place = texts.firstIndex(of: text) else { return Self.other }
        let code = UInt8(place) + Self.first
        return distinguished[slot]?.contains(code) == true ? code : Self.other
    }

    /// What a place holds at first.
    func start(_ slot: ModelSlot) -> UInt8 { zeroes.contains(slot) ? kept(0, in: slot) : Self.unset }
}

/// Goes through all states that a model can come to, nearest first.
struct Explorer {
    /// A step from one state to the next.
    struct Step {
        var event: ModelEvent
        var choices: [UInt8]
    }

    private let model: Model
    /// At least how many steps a state is away from a violation; `nil` where there is none ahead of it.
    private let distance: ([UInt8]) -> Int?
    private let maximumStates: Int

    private(set) var states: [[UInt8]] = []
    private var places: [[UInt8]: Int32] = [:]
    private var depths: [Int32] = []
    private var ahead: [Int32] = []
    private var parents: [(place: Int32, step: Step)] = []
    private var before: [[Int32]] = []
    private var violating: [Int32] = []
    private var open: [[Int32]] = []

    /// How many events were tried.
    private(set) var transitions = 0
    /// The first violation that was found, by the steps to it.
    private(set) var violation: (steps: [Step], why: String)?
    /// Whether all states were seen.
    private(set) var isComplete = false

    init(_ model: Model, maximumStates: Int, distance: @escaping ([UInt8]) -> Int?) {
        self.model = model
        self.maximumStates = maximumStates
        self.distance = distance
    }

    /// Explores from a PBX without calls.
    ///
    /// - Parameter stopping: Whether to stop at the first violation, which is then one of the shortest; otherwise all
    ///   are found, for ``distances``.
    mutating func explore(stopping: Bool) {
        _ = add(model.layout.empty, 0, nil)
        var level = 0
        while level < open.count {
            guard let place = open[level].popLast() else {
                level += 1
                continue
            }
            // One that was found again on a shorter way is done there.
            guard Int(depths[Int(place)] + ahead[Int(place)]) == level else { continue }
            expand(place, stopping: stopping)
            if stopping, violation != nil { return }
            if states.count > maximumStates { return }
        }
        isComplete = true
    }

    private mutating func expand(_ place: Int32, stopping: Bool) {
        let state = states[Int(place)]
        var next: Set<Int32> = []
        for event in model.events {
            model.chooser = Chooser()
            repeat {
                transitions += 1
                guard model.run(event, from: state) else { continue }
                if let why = model.violation {
                    if violating.last != place { violating.append(place) }
                    if violation == nil {
                        let step = Step(event: event, choices: model.chooser.path)
                        violation = (steps(to: place) + [step], why)
                    }
                    if stopping { return }
                    continue
                }
                model.canonicalise()
                let reached = add(
                    model.cells, depths[Int(place)] + 1,
                    (place, Step(event: event, choices: model.chooser.path)))
                if let reached, !stopping, next.insert(reached).inserted { before[Int(reached)].append(place) }
            } while model.chooser.advance()
        }
    }

    private mutating func add(_ state: [UInt8], _ depth: Int32, _ parent: (Int32, Step)?) -> Int32? {
        if let place = places[state] {
            if depth < depths[Int(place)], let parent {
                depths[Int(place)] = depth
                parents[Int(place)] = parent
                push(place)
            }
            return place
        }
        let steps = self.distance(state)
        model.cells = state
        guard let steps else { return nil }
        let place = Int32(states.count)
        places[state] = place
        states.append(state)
        depths.append(depth)
        ahead.append(Int32(steps))
        parents.append(parent ?? (-1, Step(event: .timer(0), choices: [])))
        before.append([])
        push(place)
        return place
    }

    private mutating func push(_ place: Int32) {
        let level = Int(depths[Int(place)] + ahead[Int(place)])
        while open.count <= level { open.append([]) }
        open[level].append(place)
    }

    private func steps(to place: Int32) -> [Step] {
        var steps: [Step] = []
        var place = place
        while parents[Int(place)].place >= 0 {
            steps.append(parents[Int(place)].step)
            place = parents[Int(place)].place
        }
        return steps.reversed()
    }

    /// For each state from which a violation can be come to, by how few steps.
    var distances: [[UInt8]: Int] {
        var found: [[UInt8]: Int] = [:]
        var level = Array(Set(violating))
        var steps = 1
        for place in level { found[states[Int(place)]] = 1 }
        while !level.isEmpty {
            steps += 1
            var next: [Int32] = []
            for place in level {
                for other in before[Int(place)] where found[states[Int(other)]] == nil {
                    found[states[Int(other)]] = steps
                    next.append(other)
                }
            }
            level = next
        }
        return found
    }
}

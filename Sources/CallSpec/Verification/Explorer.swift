/// Goes through all states that a model can come to, nearest first.
struct Explorer {
    /// A step from one state to the next.
    struct Step {
        var event: ModelEvent
        var choices: [UInt16]
    }

    private let model: Model
    private let maximumStates: Int

    private(set) var states: StateSet
    private var parents: [(place: Int32, step: Step)] = []

    /// How many events were tried.
    private(set) var transitions = 0
    /// The first violation that was found, by the steps to it: none is shorter.
    private(set) var violation: (steps: [Step], why: String)?
    /// Whether all states were seen.
    private(set) var isComplete = false

    init(_ model: Model, maximumStates: Int) {
        self.model = model
        self.maximumStates = maximumStates
        states = StateSet(width: model.layout.width)
    }

    /// Explores from a PBX without calls until a violation is found or all is seen.
    ///
    /// - Parameter progress: Is called now and then with the number of states seen.
    mutating func explore(progress: (Int) -> Void = { _ in }) {
        _ = states.insert(model.layout.empty)
        parents.append((-1, Step(event: .timer(0), choices: [])))
        var place = 0
        while place < states.count {
            if states.count > maximumStates { return }
            if place % 4096 == 4095 { progress(states.count) }
            expand(Int32(place))
            if violation != nil { return }
            place += 1
        }
        isComplete = true
    }

    private mutating func expand(_ place: Int32) {
        let state = Array(states[Int(place)])
        for event in model.events {
            model.chooser = Chooser()
            model.crossroads.removeAll(keepingCapacity: true)
            repeat {
                transitions += 1
                guard model.run(event, from: state) else { continue }
                if let why = model.violation {
                    violation = (steps(to: place) + [Step(event: event, choices: model.chooser.path)], why)
                    return
                }
                model.canonicalise()
                if states.insert(model.cells) {
                    parents.append((place, Step(event: event, choices: model.chooser.path)))
                }
            } while model.chooser.advance()
        }
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
}

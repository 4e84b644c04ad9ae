/// Goes through all states that a model can come to, nearest first.
struct Explorer {
    /// A step from one state to the next.
    struct Step {
        var event: ModelEvent
        var choices: [UInt8]
    }

    private let model: Model
    private let maximumStates: Int

    private(set) var states: [[UInt8]] = []
    private var places: [[UInt8]: Int32] = [:]
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
    }

    /// Explores from a PBX without calls until a violation is found or all is seen.
    mutating func explore() {
        add(model.layout.empty, from: -1, Step(event: .timer(0), choices: []))
        var place = 0
        while place < states.count {
            if states.count > maximumStates { return }
            expand(Int32(place))
            if violation != nil { return }
            place += 1
        }
        isComplete = true
    }

    private mutating func expand(_ place: Int32) {
        let state = states[Int(place)]
        for event in model.events {
            model.chooser = Chooser()
            repeat {
                transitions += 1
                guard model.run(event, from: state) else { continue }
                let step = Step(event: event, choices: model.chooser.path)
                if let why = model.violation {
                    violation = (steps(to: place) + [step], why)
                    return
                }
                model.canonicalise()
                add(model.cells, from: place, step)
            } while model.chooser.advance()
        }
    }

    private mutating func add(_ state: [UInt8], from parent: Int32, _ step: Step) {
        guard places[state] == nil else { return }
        places[state] = Int32(states.count)
        states.append(state)
        parents.append((parent, step))
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

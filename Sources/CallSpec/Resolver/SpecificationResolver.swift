/// Looks up every name of a ``Specification`` and makes the ``CallProgram`` of it.
///
/// What it can't find or what has the wrong type becomes an error that points at the place; whether the machine
/// as a whole makes sense is ``MachineChecker``'s business.
struct SpecificationResolver {
    var diagnostics = Diagnostics(mergesRepeats: true)
    var program: CallProgram
    var headerNumbers: [String: Int] = [:]
    var used: Set<String> = []
    /// The triggers of which it is not known when they are set off.
    var unknownTriggers: Set<Int> = []
    /// From where each message is sent, by the message's number.
    var senders: [Int: [Context]] = [:]
    /// The things that are asked for where events are about them.
    var usedThings: Set<ThingUse> = []

    /// A kind of things that is asked for at an event.
    struct ThingUse: Hashable {
        var event: Int
        var kind: Int
    }

    var spec: Specification { program.specification }

    /// The AMI events that a place in the spec is reached by; what can be read there depends on them.
    struct Context {
        /// Numbers of the events; empty where no AMI event stands behind it.
        var events: [Int] = []
        /// Whether each of them is reached for pairs of channels.
        var isPaired: [Bool] = []
        /// Whether it is reached by an occurrence as well.
        var hasOccurrence = false
        /// Whether each of those occurrences is about a channel.
        var occurrenceHasChannel = false
        /// The kinds of things that are at hand at each of those occurrences; `nil` where there is none.
        var occurrenceThings: Set<Int>?
        /// Whether it is about each channel in turn.
        var isOfEachChannel = false
        /// The kind of which it is about each thing in turn.
        var eachThing: Int?
        /// Whether it is done for each channel of a call: what it is reached by names no channel here.
        var isEachChannel = false
        /// Whether it is done for each line of a text.
        var isEachLine = false
        /// Whether it is outside of any call.
        var isOutside = false
        /// Whether something that leads to it is unknown, which is reported elsewhere: nothing follows from it here.
        var isUnknown = false
        /// Whether it is a claim about a call, which can ask which messages were sent of it.
        var isClaim = false
        /// What it is, for messages: "trigger 'x'".
        var what: String
    }

    init(_ specification: Specification) {
        program = CallProgram(specification: specification)
    }

    mutating func resolve() -> CallProgram {
        checkNames()
        declareHeaders()
        declareFacts()
        declareThings()
        resolveTriggers()
        resolveTransitions()
        resolveMessages()
        resolveAssumptions()
        resolveInvariants()
        program.thingsOfEvents = spec.ami.events.indices.map { event in
            program.things.indices.filter { usedThings.contains(ThingUse(event: event, kind: $0)) }
        }
        // What seems unused can be what a mistake was about.
        if spec.isWellFormed, spec.doubtful.isEmpty, !diagnostics.hasErrors { warnOfUnused() }
        return program
    }
}

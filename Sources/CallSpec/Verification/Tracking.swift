/// What a model keeps track of. Whatever it does not keep track of can be anything at any time, so that such a model
/// can do all that a more exact one can, and more.
struct Tracking: Hashable, Sendable {
    /// The state that calls are in.
    var states = false
    /// Facts.
    var slots: Set<ModelSlot> = []
    /// Which channel a call is named after.
    var identities = false
    /// Whether a channel of a call went over to another.
    var mergers = false
    /// What is known of all calls; otherwise it is known of one, any of them, and the others can do anything.
    var allCalls = false
    /// Which channels are in a bridge together.
    var bridges = false
    /// Whether a call said anything.
    var messages = false
    /// The word that a call's retained state says.
    var words = false
    /// What is assumed of Asterisk, by number.
    var assumptions: Set<Int> = []
    /// How many messages are counted; more than that are "at least so many".
    var count = 1

    /// Where counting ends.
    static let greatestCount = 7

    /// Adds what another keeps track of.
    mutating func formUnion(_ other: Tracking) {
        states = states || other.states
        slots.formUnion(other.slots)
        identities = identities || other.identities
        mergers = mergers || other.mergers
        bridges = bridges || other.bridges
        allCalls = allCalls || other.allCalls
        messages = messages || other.messages
        words = words || other.words
        assumptions.formUnion(other.assumptions)
        count = max(count, other.count)
    }

    /// Adds what a source reads.
    mutating func insert(_ source: CallProgram.Source) {
        if let slot = ModelSlot(source) { slots.insert(slot) }
        switch source {
        case .known(.mergedInto): mergers = true
        case .known(.channelID), .known(.peerID): identities = true
        case .guarded(let source, let conditions):
            insert(source)
            for condition in conditions { insert(condition) }
        case .known(.callMessages): messages = true
        case .known(.callState): words = true
        default: break
        }
    }

    /// Adds what a condition reads.
    mutating func insert(_ condition: CallProgram.Condition) {
        insert(condition.source)
        switch condition.test {
        case .sameText(let other), .sameNumber(let other), .atLeast(let other): insert(other)
        case .any(let groups): for group in groups { for condition in group { insert(condition) } }
        default: break
        }
    }
}

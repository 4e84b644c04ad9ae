/// Something that must be true of every call. Messages go by number.
public enum Claim: Sendable, Hashable {
    /// The message is sent once or not at all.
    case atMostOnce(Int)
    /// A message needs another, of its own, before it.
    case onlyAfter(Int, Int)
    /// Every call that ends sends this message, once, and nothing after it.
    case endsWith(Int)
    /// A message needs one of the others before it, sent by the same call.
    case preceded(Int, [Int])
    /// A message is not sent once the call has sent one of the others.
    case neverAfter(Int, [Int])
    /// After a message one of the others is sent, at the latest when the call ends.
    case followedBy(Int, [Int])
    /// Of what must hold when messages are sent, that of each message holds.
    case always([Requirement])
    /// Every call that loses its last channel is in a final state then.
    case isFinal

    /// What must hold when a message is sent.
    public struct Requirement: Sendable, Hashable {
        /// The message; `nil` for any that is about a call.
        public var message: Int?
        /// All conditions of one of these must hold.
        public var alternatives: [[Condition]]

        /// What must hold at a message, or at any.
        public init(at message: Int?, _ alternatives: [[Condition]]) {
            self.message = message
            self.alternatives = alternatives
        }
    }

    /// What it asks of facts.
    public var conditions: [Condition] {
        guard case .always(let requirements) = self else { return [] }
        return requirements.flatMap { $0.alternatives.joined() }
    }
}

extension Claim {
    /// Whether a message breaks the claim.
    ///
    /// - Parameters:
    ///   - message: What the call sends.
    ///   - isAboutCall: Whether the message is about a call.
    ///   - isAside: Whether the message stands beside the call's own story: a call that ends in silence can have sent it.
    ///   - said: What the call has sent so far, as far as the claim wants to know; 0 at first.
    ///   - isExcepted: Whether the claim is not made of the call as it is now.
    ///   - holds: Whether what the claim asks of facts holds now, by the place of the ``Requirement``.
    ///   - spend: Takes one from `said`.
    package func isBroken(
        by message: Int, isAboutCall: Bool, isAside: Bool, said: inout Int, isExcepted: () -> Bool,
        holds: (Int) -> Bool,
        spend: (inout Int) -> Void = { $0 -= 1 }
    ) -> Bool {
        switch self {
        case .atMostOnce(let own):
            guard message == own, !isExcepted() else { return false }
            defer { said = 1 }
            return said > 0
        case .onlyAfter(let own, let other):
            if message == other { said += 1 }
            guard message == own, message != other, !isExcepted() else { return false }
            if said == 0 { return true }
            spend(&said)
            return false
        case .preceded(let own, let others):
            defer { if others.contains(message) { said = 1 } }
            return message == own && said == 0 && !isExcepted()
        case .neverAfter(let own, let others):
            defer { if others.contains(message) { said = 1 } }
            return message == own && said == 1 && !isExcepted()
        case .followedBy(let own, let others):
            if others.contains(message) { said = 0 }
            if message == own, !isExcepted() { said = 1 }
            return false
        case .always(let requirements):
            for (place, requirement) in requirements.enumerated() {
                guard requirement.message == nil || requirement.message == message, isAboutCall else { continue }
                if !holds(place), !isExcepted() { return true }
            }
            return false
        case .endsWith(let last):
            if said == 2 { return true }
            if message == last { said = 2 } else if !isAside { said = 1 }
            return false
        case .isFinal: return false
        }
    }

    /// Whether the end of a call breaks the claim.
    ///
    /// - Parameters:
    ///   - said: What the call has sent, as ``isBroken(by:isAboutCall:isAside:said:isExcepted:holds:spend:)`` noted it.
    ///   - isFinal: Whether the call is in a final state.
    ///   - isExcepted: Whether the claim is not made of the call.
    package func isBrokenAtEnd(said: Int, isFinal: Bool, isExcepted: () -> Bool) -> Bool {
        switch self {
        case .isFinal: !isFinal
        case .endsWith: said == 1 || said == 0 && !isExcepted()
        case .followedBy: said == 1
        case .atMostOnce, .onlyAfter, .preceded, .neverAfter, .always: false
        }
    }

    /// What of a call's messages counts for the call that one of its channels moves to.
    package func carried(_ said: Int) -> Int {
        if case .onlyAfter = self { said } else { 0 }
    }
}

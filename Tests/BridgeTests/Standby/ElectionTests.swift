import Testing

@testable import Bridge

@Suite("Which bridge is the active one")
struct ElectionTests {
    private let start = ContinuousClock.now

    /// One that has heard its own word, and these of others, and has waited long enough.
    private func settled(_ instance: String, _ others: [String: String]) -> Election {
        var election = Election(instance: instance)
        for (name, text) in others { election.heard(name, text, isRetained: true, at: start) }
        election.heard(instance, election.role.text, isRetained: false, at: start)
        return election
    }

    private func decide(_ election: inout Election, at now: ContinuousClock.Instant) -> Bool {
        election.decide(at: now)
    }

    private var later: ContinuousClock.Instant { start + Election.settling }

    @Test(
        "Where none is active, the one with the least name becomes it, by a term that is new",
        arguments: [
            ("a", [:], "active 1"), ("b", ["a": "standby"], "standby"), ("a", ["b": "standby"], "active 1"),
            ("b", ["a": "active 4"], "standby"), ("b", ["c": "active 4"], "standby"), ("b", ["a": ""], "active 1"),
        ] as [(String, [String: String], String)])
    func first(_ instance: String, _ others: [String: String], _ role: String) {
        var election = settled(instance, others)
        #expect(decide(&election, at: start) == false)
        #expect(decide(&election, at: later) == (role != "standby"))
        #expect(election.role.text == role)
    }

    @Test("When the active one is gone, the next takes over, with the next term")
    func takeOver() {
        var election = settled("b", ["a": "active 4"])
        #expect(decide(&election, at: later) == false)
        election.heard("a", "", isRetained: false, at: later)
        #expect(decide(&election, at: later) == true)
        #expect(election.role == .active(term: 5))
    }

    @Test("One that has not said a word for long is gone, though the broker does not say so")
    func silence() {
        var election = settled("b", ["a": "active 4"])
        #expect(decide(&election, at: start + Election.silence / 2) == false)
        #expect(decide(&election, at: start + Election.silence) == true)
    }

    @Test(
        "Of two that are active, one stays: that of the later term, or of the lesser name",
        arguments: [("a", 1, "b", 2, "b"), ("a", 2, "b", 1, "a"), ("a", 1, "b", 1, "a"), ("b", 1, "a", 1, "a")])
    func both(_ one: String, _ oneTerm: Int, _ other: String, _ otherTerm: Int, _ stays: String) {
        for (name, term, rival, rivalTerm) in [(one, oneTerm, other, otherTerm), (other, otherTerm, one, oneTerm)] {
            var election = settled(name, term > 1 ? ["z": "active \(term - 1)"] : [:])
            election.heard("z", "", isRetained: false, at: start)
            #expect(decide(&election, at: later) == true)
            #expect(election.role == .active(term: term))
            election.heard(rival, "active \(rivalTerm)", isRetained: false, at: later)
            #expect(decide(&election, at: later) == (name != stays))
        }
    }

    @Test("One without a connection decides nothing, and hears all anew after it")
    func disconnected() {
        var election = settled("b", ["a": "active 4"])
        election.disconnected()
        #expect(decide(&election, at: start + Election.silence * 2) == false)
        // What the broker kept of its own is of before.
        election.heard("b", "standby", isRetained: true, at: later)
        #expect(decide(&election, at: start + Election.silence * 2) == false)
    }

    @Test(
        "A term that nobody can come to, or the last there is, makes no two active ones",
        arguments: ["active 9007199254740991", "active 9223372036854775807", "active 4503599627370496"])
    func lastTerm(_ text: String) {
        // Somebody else has said so, and is gone.
        var elections = ["a", "b"].map { settled($0, ["hostile": text]) }
        for place in elections.indices { elections[place].heard("hostile", "", isRetained: false, at: start) }
        for _ in 0..<4 {
            for place in elections.indices {
                _ = decide(&elections[place], at: later)
                let role = elections[place].role.text
                #expect(Election.Role(role) == elections[place].role)
                elections[1 - place].heard(elections[place].instance, role, isRetained: false, at: later)
            }
        }
        #expect(elections.map(\.role).count { $0 != .standby } == 1)
    }
}

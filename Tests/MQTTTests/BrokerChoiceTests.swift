import Testing

@testable import MQTT

@Suite("Which broker is next")
struct BrokerChoiceTests {
    private func choice(_ count: Int) -> BrokerChoice {
        BrokerChoice((0..<count).map { BrokerAddress(host: "\($0)") })
    }

    /// The brokers that follow as each fails, with a `|` where there is a pause.
    private func order(_ choice: inout BrokerChoice, _ count: Int) -> String {
        (0..<count).map { _ in
            let pauses = choice.failed()
            return (pauses ? "|" : "") + choice.broker.host
        }.joined()
    }

    @Test("Each has its turn, and then there is a pause and it begins again", arguments: [(1, "|0|0|0"), (3, "12|0")])
    func turns(_ count: Int, _ expected: String) {
        var choice = choice(count)
        #expect(order(&choice, 3) == expected)
    }

    @Test("After a connection that stood, the preferred is next; after that to the preferred, the second")
    func lost() {
        var choice = choice(3)
        #expect(order(&choice, 2) == "12")
        choice.hasProven()
        #expect(order(&choice, 3) == "01|0")
        choice.hasProven()
        #expect(order(&choice, 1) == "1")
        choice.prefer()
        #expect(choice.isPreferred)
    }
}

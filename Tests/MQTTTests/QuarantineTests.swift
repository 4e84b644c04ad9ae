import Testing

@testable import MQTT

@Suite("Which message is set aside")
struct QuarantineTests {
    private func message(_ topic: String) throws -> KeptMessage {
        KeptMessage(try MQTTMessage(topic: topic, text: ""), accepted: .now)
    }

    @Test("Two connections that end with nothing acknowledged have messages sent alone, two more find one guilty")
    func search() {
        var quarantine = Quarantine(firstWait: .seconds(60))
        #expect(quarantine.closed(inFlight: 10, isSaidOfMessage: false) == .innocent)
        #expect(!quarantine.isSearching)
        #expect(quarantine.closed(inFlight: 10, isSaidOfMessage: false) == .innocent)
        #expect(quarantine.isSearching)
        #expect(quarantine.closed(inFlight: 1, isSaidOfMessage: false) == .innocent)
        #expect(quarantine.closed(inFlight: 1, isSaidOfMessage: false) == .guilty)
        #expect(!quarantine.isSearching)
    }

    @Test(
        "A broker that says that it is a message is believed at once; one that ends with nothing in flight says nothing"
    )
    func said() {
        var quarantine = Quarantine(firstWait: .seconds(60))
        for _ in 0..<10 { #expect(quarantine.closed(inFlight: 0, isSaidOfMessage: false) == .innocent) }
        #expect(!quarantine.isSearching)
        #expect(quarantine.closed(inFlight: 3, isSaidOfMessage: true) == .innocent)
        #expect(quarantine.isSearching)
    }

    @Test("Whatever passes clears the others, and when as many have passed as were in flight, the search is over")
    func passes() {
        var quarantine = Quarantine(firstWait: .seconds(60))
        for _ in 0..<2 { _ = quarantine.closed(inFlight: 3, isSaidOfMessage: false) }
        #expect(quarantine.closed(inFlight: 1, isSaidOfMessage: false) == .innocent)
        quarantine.passed()
        #expect(quarantine.closed(inFlight: 1, isSaidOfMessage: false) == .innocent)
        quarantine.passed()
        #expect(quarantine.isSearching)
        quarantine.passed()
        #expect(!quarantine.isSearching)
    }

    @Test("The waits of one that is tried in vain double up to 64 times the first, and the oldest is due first")
    func waits() throws {
        var quarantine = Quarantine(firstWait: .milliseconds(1))
        var one = try message("one")
        var waits: [Duration] = []
        for _ in 0..<9 {
            waits.append(quarantine.add(one))
            one = quarantine.take()
        }
        #expect(waits == [1, 2, 4, 8, 16, 32, 64, 64, 64].map { .milliseconds($0) })
        _ = quarantine.add(one)
        for topic in ["two", "three"] { _ = quarantine.add(try message(topic)) }
        #expect((0..<3).map { _ in quarantine.take().message.topic } == ["two", "three", "one"])
        #expect(quarantine.count == 0 && !quarantine.isDue)
    }
}

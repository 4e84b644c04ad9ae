import Testing

@testable import Operations

@Suite("The connections of the HTTP port")
struct WebConnectionsTests {
    @Test(
        "are so few that the process's descriptors do for them",
        arguments: [(45, 8), (256, 8), (300, 44), (1_024, 192), (65_536, 192), (0, 8), (Int.max, 192)])
    func bound(_ descriptors: Int, _ most: Int) {
        #expect(WebConnections(descriptors: descriptors).most == most)
    }
}

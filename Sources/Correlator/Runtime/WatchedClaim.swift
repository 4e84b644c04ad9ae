@_spi(Runtime) import CallLogic

/// A claim that calls are held to while they go on.
struct WatchedClaim {
    let name: String
    let claim: Claim
    /// Whether each channel is held to it by itself.
    let isOfChannel: Bool
    /// Among the machine's tests.
    let exceptions: [Slice]
    /// What each of the claim's requirements asks of facts, among the machine's tests: of these one must hold.
    let alternatives: [[Slice]]
}

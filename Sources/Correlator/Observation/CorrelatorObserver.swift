/// Observes why a ``Correlator`` sends what it sends. Its methods are called for each step, as it happens, and
/// can change nothing of it.
public protocol CorrelatorObserver: AnyObject {
    /// An event that matters to the behaviour. What is observed from here to the next event or timer comes of it.
    ///
    /// - Parameters:
    ///   - event: The event's number in the tables.
    ///   - time: When it happened.
    ///   - message: All its lines; they are gone when this returns.
    func event(_ event: Int, at time: Timestamp, _ message: RawSpan)

    /// Something happened inside.
    func observe(_ observation: Observation)
}

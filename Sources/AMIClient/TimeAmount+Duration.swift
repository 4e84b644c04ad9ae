import NIOCore

extension TimeAmount {
    /// The same in NIO's terms; what doesn't fit is as long as can be.
    init(bounding duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        self = .nanoseconds(overflow ? .max / 4 : min(nanoseconds + attoseconds / 1_000_000_000, .max / 4))
    }
}

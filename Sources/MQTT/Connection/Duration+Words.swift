extension Duration {
    /// Seconds with one decimal, for messages to people.
    var inTenths: String {
        let (seconds, attoseconds) = components
        return "\(seconds).\(attoseconds / 100_000_000_000_000_000)"
    }
}

extension Duration {
    /// Milliseconds for `poll`: rounded up, so that no wait ends just before its time, and never for ever.
    var pollTimeout: Int32 {
        if self <= .zero { return 0 }
        let (seconds, attoseconds) = components
        if seconds >= 60 { return 60_000 }
        return Int32(seconds) * 1000 + Int32((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}

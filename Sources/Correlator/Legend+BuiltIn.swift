public import CallLogic

extension Legend {
    /// What the messages and words of the built-in behaviour mean.
    public static let builtIn = Legend(.calls)
}

/// Renders stories one after the other, so that none has to be kept.
public protocol ExplanationRenderer {
    /// The text before all stories.
    mutating func beginning() -> [UInt8]

    /// One story.
    mutating func story(_ story: Story) -> [UInt8]

    /// The text after all stories.
    mutating func ending() -> [UInt8]
}

public import CallLogic

/// A field of a message.
public struct FieldDeclaration: Sendable {
    /// What it holds.
    public enum Content: Sendable {
        /// A value.
        case value(ValueExpression)
        /// The number that a text, such as a header's, says.
        case number(ValueExpression)
        /// A header's value in words of the message's own; the last is for every other value.
        case words(Reference, [(value: String, word: Specification.Name)], otherwise: Specification.Name?)
        /// All headers of the AMI event that come after this one, as an object of texts.
        case headersAfter(Specification.Name)
        /// The seconds from one moment to another.
        case seconds(from: ValueExpression, to: ValueExpression)
        /// A value of each of the call's channels for which the conditions hold.
        case eachChannel(ValueExpression, [ConditionExpression])
    }

    /// Its key.
    public var name: Specification.Name
    /// What it means, in a sentence.
    public var about = ""
    /// What it holds.
    public var content: Content
    /// Whether it is left out when it says nothing; `null` stands there otherwise.
    public var isOptional = false
    /// How its words stand to whoever looks.
    public var tones: [(word: Specification.Name, tone: Tone)] = []
    /// Which way its words say that a call goes.
    public var ways: [(word: Specification.Name, way: Way)] = []
    /// What a number counts, in a word.
    public var unit: Specification.Name?
    /// How what is counted stands to whoever looks.
    public var tone: Tone?
    /// What it is to whoever shows the message.
    public var role: FieldRole?
    /// What can stand there, for documents: a text, a word, a whole number, true or false, or an object of texts, as
    /// the field's content is.
    public var example: SourceJSON?
}

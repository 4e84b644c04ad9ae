/// A field of a payload, as a reader of the JSON sees it.
struct PayloadField {
    /// Whether it is there.
    enum Presence {
        /// It is there and says something.
        case always
        /// It is there; `null` where it says nothing.
        case orNull
        /// It is left out where it says nothing.
        case orAbsent
    }

    /// Its key.
    var name: String
    /// What it means, in a sentence.
    var about: String
    /// What it holds.
    var type: PayloadType
    /// Whether it is there.
    var presence: Presence
}

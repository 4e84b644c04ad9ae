import Correlator

extension JSONWriter {
    /// A member with a text; none where there is no text.
    mutating func text(_ key: String, _ text: String?) {
        guard let text else { return }
        self.key(key)
        string(text)
    }
}

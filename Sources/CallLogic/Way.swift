/// Which way a call goes, as seen from the PBX: by it, screens choose their arrows, whatever the word is.
public enum Way: String, Sendable, CaseIterable {
    /// Somebody outside calls.
    case inward
    /// Somebody outside is called.
    case outward
    /// From phone to phone.
    case inside
}

/// How a word stands to whoever looks at calls: by it, screens choose colours and icons, whatever the word is.
public enum Tone: String, Sendable, CaseIterable {
    /// Nothing goes on, or nothing that matters.
    case calm
    /// Somebody waits for somebody.
    case waiting
    /// People talk, or have talked.
    case connected
    /// People would talk, but one of them is put aside.
    case paused
    /// Somebody was wanted, and nobody came.
    case missed
    /// It went wrong, or can't be used.
    case trouble
}

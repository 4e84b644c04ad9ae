/// How long a line and a message may be before they are skipped.
public struct AMIDecoderLimits: Sendable, Hashable {
    /// Bytes of one line, without its line end.
    public var maxLine: Int
    /// Bytes of one message with its line ends, without the closing blank line. The decoder holds no more than this.
    public var maxMessage: Int

    /// - Parameters:
    ///   - maxLine: Bytes of one line; 64 KiB by default, as a channel variable can hold a document.
    ///   - maxMessage: Bytes of one message; 1 MiB by default.
    @inlinable
    public init(maxLine: Int = 64 << 10, maxMessage: Int = 1 << 20) {
        precondition(maxLine > 0 && maxMessage > 0, "limits are positive")
        self.maxLine = maxLine
        self.maxMessage = maxMessage
    }
}

/// A stretch of a capture; the pieces of a capture, put together, are the capture to the byte.
struct CapturePiece: Equatable {
    enum Kind: Equatable {
        /// `Asterisk Call Manager/11.0.0`: the one line that is sent before any message, and again after a reconnect.
        case banner
        /// Lines up to and with the blank line that ends them.
        case message
        /// Blank lines where a message would start.
        case blank
        /// Lines at the end of the file that no blank line ends: the capture stopped in the middle.
        case tail
    }

    let kind: Kind
    /// Byte offsets in the capture, line ends and the closing blank line included.
    let range: Range<Int>
}

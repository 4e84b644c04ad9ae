import AMI

/// The texts that are remembered of calls and channels, all in one array: none has an allocation of its own, and what is
/// the same text by descent is stored once.
///
/// A text is known by its handle, which is where it begins, in words. Its first word says how long it is and how many
/// own it; the bytes are behind it. The room of one that nobody owns any more is used again by the next of its size.
struct TextStore: ~Copyable {
    /// The empty text, which needs no owner.
    static let empty: UInt32 = 0
    /// More owners than this have copies.
    private static let maximumOwners: UInt32 = 255
    /// Longer texts are cut: a message is bounded far below that.
    private static let maximumBytes = 1 << 24 - 1

    private var words: [UInt32] = [0]
    /// For each size the first room that is free, which holds the handle of the next; 0 for none.
    private var free = [UInt32](repeating: 0, count: 96)

    /// All texts; a ``TextPlace`` says where one is.
    var bytes: RawSpan {
        @_lifetime(borrow self)
        get { words.span.bytes }
    }

    /// Where a text lies.
    func place(of handle: UInt32) -> TextPlace {
        TextPlace(handle: handle, start: Int(handle) * 4 + 4, count: Int(words[Int(handle)] & 0xFF_FFFF))
    }

    /// A text's bytes.
    @_lifetime(borrow self)
    func span(of handle: UInt32) -> RawSpan {
        let place = place(of: handle)
        return bytes.extracting(place.start..<place.start + place.count)
    }

    /// Stores a text; its owner has to ``release(_:)`` it.
    mutating func insert(_ text: RawSpan) -> UInt32 {
        let count = min(text.byteCount, Self.maximumBytes)
        guard count > 0 else { return Self.empty }
        let handle = room(count)
        unsafe words.withUnsafeMutableBytes { all in
            unsafe text.withUnsafeBytes { text in
                unsafe UnsafeMutableRawBufferPointer(rebasing: all[(Int(handle) * 4 + 4)...])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: text[..<count]))
            }
        }
        return handle
    }

    /// Stores what is a part of a text that is here already.
    mutating func insert(part place: TextPlace) -> UInt32 {
        guard place.count > 0 else { return Self.empty }
        let handle = room(place.count)
        unsafe words.withUnsafeMutableBytes { all in
            let part = unsafe UnsafeRawBufferPointer(rebasing: all[place.start..<place.start + place.count])
            unsafe UnsafeMutableRawBufferPointer(rebasing: all[(Int(handle) * 4 + 4)...]).copyMemory(from: part)
        }
        return handle
    }

    /// One more owner of a text: gives the handle that is to be released.
    mutating func share(_ handle: UInt32) -> UInt32 {
        if handle == Self.empty { return handle }
        if words[Int(handle)] >> 24 == Self.maximumOwners { return insert(part: place(of: handle)) }
        words[Int(handle)] += 1 << 24
        return handle
    }

    /// One owner of a text less.
    mutating func release(_ handle: UInt32) {
        if handle == Self.empty { return }
        words[Int(handle)] -= 1 << 24
        let word = words[Int(handle)]
        guard word >> 24 == 0 else { return }
        let (size, _) = Self.size(of: Int(word))
        words[Int(handle)] = free[size]
        free[size] = handle
    }

    private mutating func room(_ count: Int) -> UInt32 {
        let (size, needed) = Self.size(of: count)
        var handle = free[size]
        if handle != 0 {
            free[size] = words[Int(handle)]
        } else {
            handle = UInt32(words.count)
            words.add(repeatElement(0, count: needed))
        }
        words[Int(handle)] = UInt32(count) | 1 << 24
        return handle
    }

    /// The number of the size that so many bytes have, and its words. Up to 64 words each size has its own; beyond,
    /// there is one for each power of two.
    private static func size(of count: Int) -> (number: Int, words: Int) {
        let needed = 1 + (count + 3) / 4
        if needed <= 64 { return (needed, needed) }
        let power = Int.bitWidth - (needed - 1).leadingZeroBitCount
        return (64 + power, 1 << power)
    }
}

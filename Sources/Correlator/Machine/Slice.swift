/// Some neighbours in one of the machine's arrays.
@_spi(Runtime)
public struct Slice: Sendable {
    /// None.
    static let none = Slice(start: 0, count: 0)

    let start: Int32
    let count: Int32

    var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

extension Array {
    /// Puts elements at the end, and says where they are.
    mutating func place(_ elements: some Sequence<Element>) -> Slice {
        let start = count
        append(contentsOf: elements)
        return Slice(start: Int32(start), count: Int32(count - start))
    }
}

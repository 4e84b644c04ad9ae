/// Identifies the spec that a program was made of, so that a user can see which behaviour a bridge runs.
public struct SpecIdentity: Sendable, Hashable, CustomStringConvertible {
    /// The file's name, without its folder.
    public var name: String
    /// FNV-1a, 64 bits, of the file's bytes, as 16 hexadecimal digits. It distinguishes versions; it is no signature.
    public var hash: String

    /// A spec by its name and hash.
    public init(name: String, hash: String) {
        self.name = name
        self.hash = hash
    }

    /// A spec by its name and bytes.
    public init(name: String, bytes: some Sequence<UInt8>) {
        let digits = String(FNV1a.hash(bytes), radix: 16)
        self.init(name: name, hash: String(repeating: "0", count: 16 - digits.count) + digits)
    }

    /// `calls.json 3f9a1c0b5d7e2468`
    public var description: String { "\(name) \(hash)" }
}

/// Where a value comes from, and so where it is put right.
public enum ConfigurationOrigin: Sendable, Hashable, CustomStringConvertible {
    /// A file, and the line in it (from 1) where one is known.
    case file(String, line: Int?)
    /// An environment variable.
    case environment(String)
    /// A flag of the command line, with its dashes.
    case flag(String)
    /// No source at all: what is missing everywhere, when there is no file it could be missing in.
    case nowhere

    /// As a compiler names a place: `FILE:LINE`, `$VARIABLE`, `--flag`.
    public var description: String {
        switch self {
        case .file(let path, let line?): "\(path):\(line)"
        case .file(let path, nil): path
        case .environment(let name): "$\(name)"
        case .flag(let name): name
        case .nowhere: "configuration"
        }
    }
}

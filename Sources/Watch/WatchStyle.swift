/// How a piece of text looks. Its meaning is never in the colour alone.
public enum WatchStyle: Sendable, Equatable {
    case plain
    /// Titles, and what is new.
    case bold
    /// What is over.
    case faint
    /// A phone rings.
    case waiting
    /// People talk.
    case good
    /// Something else goes on.
    case special
    /// What somebody should look at.
    case bad

    /// The parameters of `SGR` (ECMA-48 §8.3.117), of the 16 colours that every terminal has.
    var parameters: String {
        switch self {
        case .plain: ""
        case .bold: "1"
        case .faint: "2"
        case .waiting: "33"
        case .good: "32"
        case .special: "36"
        case .bad: "31"
        }
    }
}

/// Why a call can end.
public struct CauseDeclaration: Sendable {
    /// Its name, in snake case.
    public var name: Specification.Name
    /// Its code by ITU-T Q.850 as Asterisk numbers it (`causes.h`), 0 to 127; `nil` for one that Q.850 does not have.
    public var code: Int?
    /// Where the code stands.
    public var codeLocation: SourceLocation?
    /// A sentence for people.
    public var description = ""
}

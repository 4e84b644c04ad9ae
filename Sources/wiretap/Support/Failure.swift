#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What stopped a command: a sentence that says what, where and what to do, and the exit code of sysexits.h for it.
struct Failure: Error, CustomStringConvertible, Equatable {
    let description: String
    let code: Int32

    init(_ description: String, code: Int32) {
        self.description = description
        self.code = code
    }

    /// A file could not be read.
    static func noInput(_ what: String) -> Failure { Failure(what, code: 66) }
    /// A file could not be made.
    static func cannotCreate(_ what: String) -> Failure { Failure(what, code: 73) }
    /// Reading or writing broke off.
    static func inputOutput(_ what: String) -> Failure { Failure(what, code: 74) }
    /// The other side is not there.
    static func unavailable(_ what: String) -> Failure { Failure(what, code: 69) }
    /// The other side said no.
    static func noPermission(_ what: String) -> Failure { Failure(what, code: 77) }
    /// The input is not what it should be.
    static func data(_ what: String) -> Failure { Failure(what, code: 65) }

    /// The text of an `errno`.
    static func text(of code: Int32) -> String { String(cString: strerror(code)) }
}

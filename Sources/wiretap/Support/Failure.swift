import Glibc

/// Why a command failed: a sentence with what, where and what to do, and an exit code of sysexits.h.
struct Failure: Error, CustomStringConvertible, Equatable {
    let description: String
    let code: Int32

    init(_ description: String, code: Int32) {
        self.description = description
        self.code = code
    }

    /// A file could not be read.
    static func noInput(_ what: String) -> Failure { Failure(what, code: 66) }
    /// A file could not be created.
    static func cannotCreate(_ what: String) -> Failure { Failure(what, code: 73) }
    /// Reading or writing failed.
    static func inputOutput(_ what: String) -> Failure { Failure(what, code: 74) }
    /// The server can't be reached.
    static func unavailable(_ what: String) -> Failure { Failure(what, code: 69) }
    /// The server refused.
    static func noPermission(_ what: String) -> Failure { Failure(what, code: 77) }
    /// The input is invalid.
    static func data(_ what: String) -> Failure { Failure(what, code: 65) }

    /// The text of an `errno`.
    static func text(of code: Int32) -> String { String(cString: strerror(code)) }
}

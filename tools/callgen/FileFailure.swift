import FoundationEssentials
import Glibc

/// A file that can't be read or written.
struct FileFailure: Error, CustomStringConvertible {
    /// The file and what is the matter with it, for people.
    let description: String

    /// Something that can't be done with the file at `path`, such as "read", and why.
    init(_ path: String, _ done: String, _ error: any Error) {
        let cause = (error as? CocoaError)?.underlying ?? error
        let reason = (cause as? POSIXError).map { String(cString: strerror($0.code.rawValue)) } ?? "\(error)"
        description = "\(path) can't be \(done): \(reason)"
    }
}

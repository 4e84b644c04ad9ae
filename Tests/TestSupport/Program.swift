import Foundation

/// A program of this package, as the build that the test belongs to made it.
package enum Program {
    /// Its path.
    package static func path(_ name: String) -> String {
        // The tests are a program beside it.
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appending(path: name)
            .path()
    }
}

import Foundation

/// The package that the tests belong to.
package enum Checkout {
    /// Its folder; sources tell where they are, and tests run from anywhere.
    package static let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path()

    /// The path of a file in it.
    package static func file(_ name: String) -> String { path + name }
}

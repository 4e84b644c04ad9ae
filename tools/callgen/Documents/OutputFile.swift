import FoundationEssentials

/// A file to write.
struct OutputFile {
    /// Where it goes.
    var path: String

    /// Writes the text as a whole or not at all, making folders that aren't there.
    ///
    /// - Throws: a ``FileFailure``.
    func write(_ text: String) throws {
        let file = URL(filePath: path)
        do {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file, options: .atomic)
        } catch { throw FileFailure(path, "written", error) }
    }
}

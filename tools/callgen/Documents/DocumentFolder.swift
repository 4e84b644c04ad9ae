import FoundationEssentials

/// The folder in which the documents of a spec are kept.
struct DocumentFolder {
    /// Where it is.
    var path: String

    /// What has to be done so that the folder holds the documents and no others, a line each.
    ///
    /// - Throws: a ``FileFailure`` where a document can't be read.
    func differences(from set: DocumentSet) throws -> [String] {
        var found = try set.documents.compactMap { document -> String? in
            guard let old = try text(document.path) else { return "\(path)/\(document.path) is missing" }
            return old == document.text ? nil : "\(path)/\(document.path) is stale"
        }
        let known = Set(set.documents.map(\.path))
        found += files().filter { !known.contains($0) }.map { "\(path)/\($0) is no document of the spec" }
        return found
    }

    /// Writes what differs, and takes away what is no document of the spec.
    ///
    /// - Returns: what was done, a line each.
    /// - Throws: a ``FileFailure``.
    func update(to set: DocumentSet) throws -> [String] {
        var done: [String] = []
        for document in set.documents where try text(document.path) != document.text {
            try OutputFile(path: "\(path)/\(document.path)").write(document.text)
            done.append("wrote \(path)/\(document.path)")
        }
        let known = Set(set.documents.map(\.path))
        for file in files() where !known.contains(file) {
            do { try FileManager.default.removeItem(atPath: "\(path)/\(file)") } catch {
                throw FileFailure("\(path)/\(file)", "taken away", error)
            }
            done.append("took away \(path)/\(file)")
        }
        return done
    }

    private func text(_ file: String) throws -> String? {
        let full = "\(path)/\(file)"
        guard FileManager.default.fileExists(atPath: full) else { return nil }
        do { return String(decoding: try Data(contentsOf: URL(filePath: full)), as: UTF8.self) } catch {
            throw FileFailure(full, "read", error)
        }
    }

    /// Paths of the files that can only be documents: of the folder's other files nothing is known.
    private func files() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/schemas")) ?? []
        return names.filter { $0.hasSuffix(".schema.json") }.sorted().map { "schemas/\($0)" }
    }
}

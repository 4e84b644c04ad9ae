import CallSpec
import Foundation
import Testing

@testable import callgen

@Suite("The documents of a spec")
struct DocumentSetTests {
    @Test("are kept as the spec has them", arguments: [SpecUnderTest.calls, .intercom])
    func current(_ spec: SpecUnderTest) throws {
        for document in DocumentSet(try spec.program(), version: Asyncapi.version).documents {
            let kept = SpecUnderTest.root.appending(path: "\(spec.documents)/\(document.path)")
            let isCurrent = try String(contentsOf: kept, encoding: .utf8) == document.text
            #expect(
                isCurrent,
                "\(spec.documents)/\(document.path) is stale: swift run callgen documents \(spec.spec) --output \(spec.documents)"
            )
        }
    }

    @Test("come out the same each time", arguments: [SpecUnderTest.calls, .intercom])
    func deterministic(_ spec: SpecUnderTest) throws {
        let first = DocumentSet(try spec.program(), version: "1").documents.map(\.text)
        for _ in 0..<5 { #expect(DocumentSet(try spec.program(), version: "1").documents.map(\.text) == first) }
    }

    @Test("are found to be stale, missing or too many, and are mended")
    func folder() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "documents-\(UUID())").path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let set = DocumentSet(try SpecUnderTest.intercom.program(), version: "1")
        let folder = DocumentFolder(path: path)
        #expect(try folder.differences(from: set).count == set.documents.count)
        #expect(try folder.update(to: set).count == set.documents.count)
        #expect(try folder.differences(from: set) == [])

        try "old".write(toFile: "\(path)/states.dot", atomically: true, encoding: .utf8)
        try "{}".write(toFile: "\(path)/schemas/rung.schema.json", atomically: true, encoding: .utf8)
        try FileManager.default.removeItem(atPath: "\(path)/asyncapi.json")
        #expect(
            try folder.differences(from: set) == [
                "\(path)/asyncapi.json is missing", "\(path)/states.dot is stale",
                "\(path)/schemas/rung.schema.json is no document of the spec",
            ])
        #expect(
            try folder.update(to: set) == [
                "wrote \(path)/asyncapi.json", "wrote \(path)/states.dot",
                "took away \(path)/schemas/rung.schema.json",
            ])
        #expect(try folder.differences(from: set) == [])
    }
}

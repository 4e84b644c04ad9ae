import CallSpec
import Correlator
import Foundation
import Testing

@Suite("The behaviour that is built in")
struct BuiltInTablesTests {
    @Test("is what the spec says when it is read as it is")
    func same() throws {
        let spec = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../spec/calls.json")
        let bytes = try [UInt8](Data(contentsOf: spec))
        let program = try #require(SpecificationCompiler.compile(bytes).program)
        var tables = program.tables
        // What is built in was proved before.
        tables.claims = []
        #expect(tables == CallTables.calls)
        #expect(program.names == BehaviourNames.calls)
    }
}

import CallSpec
import Correlator
import Foundation

extension CallTables {
    /// The built-in behaviour, with what its spec claims of every call looked at while calls go on.
    static let watched: CallTables = {
        let spec = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../spec/calls.json")
        guard let bytes = try? [UInt8](Data(contentsOf: spec)),
            let program = SpecificationCompiler.compile(bytes).program
        else { preconditionFailure("spec/calls.json is no spec") }
        return program.tables
    }()
}

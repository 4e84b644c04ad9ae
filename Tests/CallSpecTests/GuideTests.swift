import CallSpec
import Foundation
import TestSupport
import Testing

/// What the daemon then tells is seen where specs are built (`BuildTests`).
@Suite("The guide's examples")
struct GuideTests {
    private static let documentation = AMIDocumentation(
        Array(read(file: Checkout.file("Sources/CallSpec/ami-events.json")).utf8))

    private func said(of spec: String) -> [String] {
        let diagnostics = SpecificationCompiler.compile(Array(spec.utf8), documentation: Self.documentation).1
        return diagnostics.map { $0.rendered(file: "spec/calls.json") }
    }

    @Test("fit the spec, and callgen says of them what the guide says", arguments: SpecGuide.examples())
    func checked(_ example: SpecGuide.Example) async throws {
        let original = read(file: Checkout.file("spec/calls.json"))
        var spec = original
        for step in example.steps {
            try await SpecGuide.apply(step, to: &spec)
            if case .check(let patterns) = step {
                let said = said(of: spec)
                #expect(SpecGuide.matches(said, patterns), "said: \(said)")
            }
            if case .callgen(let arguments, let patterns) = step {
                let folder = TemporaryDirectory()
                let file = folder.file("calls.json")
                write(spec, to: file)
                let process = try ChildProcess(
                    Program.path("callgen"), arguments.map { $0 == "spec/calls.json" ? file : $0 },
                    output: folder.file("log"))
                #expect(try await process.wait() == 0)
                #expect(SpecGuide.matches(process.lines(), patterns), "printed: \(process.text)")
            }
        }
        #expect(spec != original)
        #expect(said(of: spec) == [])
    }

    @Test("are there, each with something to change and something that is told of it")
    func complete() {
        let examples = SpecGuide.examples()
        #expect(examples.count >= 9)
        for example in examples {
            let hasOutput = example.steps.contains { if case .output = $0 { true } else { false } }
            #expect(hasOutput, "\(example.title)")
        }
    }

    @Test("and tables name every word of the language")
    func words() throws {
        let guide = read(file: SpecGuide.file)
        let schema = try JSONSerialization.jsonObject(
            with: Data(read(file: Checkout.file("spec/calls.schema.json")).utf8))
        let words = Self.words(of: schema)
        #expect(words.count > 60)
        let missing = words.filter { !guide.contains("`\($0)`") && !guide.contains("\"\($0)\"") }
        #expect(missing == [])
    }

    /// The keys that objects of the language can have, and the words that values can be.
    private static func words(of schema: Any) -> Set<String> {
        switch schema {
        case let object as [String: Any]:
            var words = Set(object.values.flatMap { Self.words(of: $0) })
            if let keys = object["properties"] as? [String: Any] { words.formUnion(keys.keys) }
            // AMI's classes are Asterisk's words.
            if let values = object["enum"] as? [String], !values.contains("verbose") { words.formUnion(values) }
            return words
        case let array as [Any]: return Set(array.flatMap { Self.words(of: $0) })
        default: return []
        }
    }
}

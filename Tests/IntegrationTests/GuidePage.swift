import Foundation
import TestSupport
import Testing

/// A page of the guides, taken apart into what can be tried.
struct GuidePage: Sendable, CustomTestStringConvertible {
    /// The file's name without its ending.
    let name: String
    let text: String
    var testDescription: String { name }

    static let all: [GuidePage] = {
        let folder = Checkout.file("Sources/asterisk-mqtt/Guides.docc")
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".md") }.sorted().map { file in
            GuidePage(name: String(file.dropLast(3)), text: read(file: "\(folder)/\(file)"))
        }
    }()

    static func named(_ name: String) throws -> GuidePage {
        guard let page = all.first(where: { $0.name == name }) else { throw TestFailure("there is no guide \(name)") }
        return page
    }

    /// The blocks of code in a language, in their order.
    func blocks(_ language: String) -> [String] {
        text.components(separatedBy: "\n```\(language)\n").dropFirst().map { rest in
            rest.components(separatedBy: "\n```")[0] + "\n"
        }
    }
}

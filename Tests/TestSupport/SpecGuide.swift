import Foundation

/// The guide "The spec by example", taken apart: what it has changed, and what is then said and told.
package enum SpecGuide {
    /// Where it stands.
    package static let file = Checkout.file("spec/by-example.md")
    /// What stands for anything at all.
    private static let ellipsis = "…"

    /// A chapter with something to try.
    package struct Example: Sendable, CustomStringConvertible {
        /// Its heading.
        package var title: String
        /// What is done and seen, in order.
        package var steps: [Step] = []

        package var description: String { title }
    }

    /// What is done or seen.
    package enum Step: Sendable {
        /// Lines of the spec are replaced: those with a blank before them stay, with `-` go, with `+` come.
        case diff([String])
        /// A command changes the spec.
        case command(String)
        /// What `callgen check` then says, in patterns.
        case check([String])
        /// What a command of `callgen` with these arguments then prints, in patterns.
        case callgen(arguments: [String], [String])
        /// What a command prints: lines with `-` before the change, with `+` after it, with a blank both.
        case output(command: String, lines: [String])
    }

    /// Its examples, in order.
    package static func examples() -> [Example] {
        var examples: [Example] = []
        var title = ""
        var block: (language: String, lines: [String])?
        for line in read(file: file).split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if let (language, lines) = block {
                guard line == "```" else {
                    block?.lines.append(line)
                    continue
                }
                block = nil
                guard let step = step(language, lines) else { continue }
                if examples.last?.title != title { examples.append(Example(title: title)) }
                examples[examples.count - 1].steps.append(step)
            } else if line.hasPrefix("```") {
                block = (String(line.dropFirst(3)), [])
            } else if line.hasPrefix("## ") {
                title = String(line.dropFirst(3))
            }
        }
        return examples
    }

    private static func step(_ language: String, _ lines: [String]) -> Step? {
        let first = lines.first ?? ""
        switch language {
        case "diff" where first.hasPrefix(" $ "):
            return .output(command: String(first.dropFirst(3)), lines: Array(lines.dropFirst()))
        case "diff": return .diff(lines)
        case "text" where first.hasPrefix("$ callgen check "): return .check(Array(lines.dropFirst()))
        case "text" where first.hasPrefix("$ callgen "):
            return .callgen(
                arguments: first.split(separator: " ").dropFirst(2).map(String.init), Array(lines.dropFirst()))
        case "sh" where first.hasPrefix("sed -i "): return .command(lines.joined(separator: "\n"))
        default: return nil
        }
    }

    /// Does a step that changes the spec; others leave it as it is.
    ///
    /// - Throws: ``TestFailure`` where there is no such place in it.
    package static func apply(_ step: Step, to spec: inout String) async throws {
        switch step {
        case .diff(let lines): try apply(lines, to: &spec)
        case .command(let command):
            let folder = TemporaryDirectory()
            let file = folder.file("calls.json")
            write(spec, to: file)
            let process = try ChildProcess(
                "bash", ["-c", command.replacing("spec/calls.json", with: file)], output: folder.file("log"))
            let code = try await process.wait()
            let changed = read(file: file)
            guard code == 0, changed != spec else { throw TestFailure("changes nothing: \(command)\n\(process.text)") }
            spec = changed
        case .check, .callgen, .output: break
        }
    }

    private static func apply(_ diff: [String], to spec: inout String) throws {
        var lines = spec.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var position = 0
        // What stands between two lines that are left out stands together in the spec.
        for part in diff.split(whereSeparator: { $0.trimmingCharacters(in: .whitespaces) == ellipsis }) {
            let old = part.filter { !$0.hasPrefix("+") }.map { String($0.dropFirst()) }
            let place = (position...max(position, lines.count - old.count)).first { start in
                old.indices.allSatisfy { start + $0 < lines.count && matches(lines[start + $0], old[$0]) }
            }
            guard let place else { throw TestFailure("no place for:\n\(part.joined(separator: "\n"))") }
            var next = place
            var new: [String] = []
            for line in part {
                switch line.first {
                case "+": new.append(String(line.dropFirst()))
                case "-": next += 1
                default:
                    new.append(lines[next])
                    next += 1
                }
            }
            lines.replaceSubrange(place..<next, with: new)
            position = place + new.count
        }
        spec = lines.joined(separator: "\n")
    }

    /// Whether the lines are those of the patterns, each in its place.
    package static func matches(_ lines: [String], _ patterns: [String]) -> Bool {
        lines.count == patterns.count && zip(lines, patterns).allSatisfy { matches($0, $1) }
    }

    private static func matches(_ line: String, _ pattern: String) -> Bool {
        var pieces = pattern.components(separatedBy: ellipsis)
        guard pieces.count > 1 else { return line == pattern }
        var rest = line[...]
        let (first, last) = (pieces.removeFirst(), pieces.removeLast())
        guard rest.hasPrefix(first) else { return false }
        rest = rest.dropFirst(first.count)
        for piece in pieces {
            guard let range = rest.range(of: piece) ?? (piece.isEmpty ? rest.startIndex..<rest.startIndex : nil) else {
                return false
            }
            rest = rest[range.upperBound...]
        }
        return rest.hasSuffix(last)
    }
}

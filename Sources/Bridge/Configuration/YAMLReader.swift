// The only file that knows Yams, so that another library can take its place.
import Yams

/// Reads YAML into a ``YAMLNode``.
enum YAMLReader {
    /// Reads the one document of `text`; `nil` when there is none.
    static func read(_ text: String) throws(YAMLFailure) -> YAMLNode? {
        // Yams stops at the first key that is there twice. So that everything else is seen all the same, the first
        // of the two is marked as an earlier one, and the text is read again; a bound keeps the number of rounds sane.
        var text = text
        for _ in 0..<100 {
            do {
                guard let root = try Parser(yaml: text).singleRoot() else { return nil }
                var count = 0
                return try node(root, count: &count)
            } catch let failure as YAMLFailure {
                throw failure
            } catch YamlError.duplicatedKeysInMapping(_, let context) {
                guard let marked = mark(text, at: context.mark) else {
                    throw YAMLFailure(line: context.mark.line, reason: "this key is there twice")
                }
                text = marked
            } catch let error as YamlError {
                throw failure(error, in: text)
            } catch {
                throw YAMLFailure(line: nil, reason: "it can't be read")
            }
        }
        throw YAMLFailure(line: nil, reason: "more than 100 keys are there twice")
    }

    /// Of the private use area, and so allowed in YAML and in no name.
    private static let earlier: Unicode.Scalar = "\u{E0F1}"

    private static func mark(_ text: String, at mark: Mark) -> String? {
        var scalars = text.unicodeScalars
        var index = scalars.startIndex
        for _ in 1..<max(1, mark.line) {
            guard let newline = scalars[index...].firstIndex(of: "\n") else { return nil }
            index = scalars.index(after: newline)
        }
        guard var place = scalars.index(index, offsetBy: mark.column - 1, limitedBy: scalars.endIndex) else {
            return nil
        }
        if place < scalars.endIndex, scalars[place] == "\"" || scalars[place] == "'" {
            place = scalars.index(after: place)
        }
        // An anchor or tag stands before the key: leave it.
        guard place < scalars.endIndex, scalars[place] != "&", scalars[place] != "!" else { return nil }
        scalars.insert(earlier, at: place)
        return String(scalars)
    }

    /// How many nodes a document may have once its aliases are followed: a few lines of aliases of aliases can
    /// stand for more than any memory holds.
    private static let limit = 100_000

    private static func node(_ node: Node, count: inout Int) throws(YAMLFailure) -> YAMLNode {
        let line = node.mark?.line ?? 1
        count += 1
        guard count <= limit else { throw YAMLFailure(line: line, reason: "it has too many parts") }
        switch node {
        case .scalar(let scalar):
            let isNull = scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
            return .scalar(scalar.string, isNull: isNull, line: line)
        case .sequence(let sequence):
            var nodes: [YAMLNode] = []
            for child in sequence { nodes.append(try Self.node(child, count: &count)) }
            return .list(nodes, line: line)
        case .mapping(let mapping):
            var entries: [YAMLNode.Entry] = []
            for (key, value) in mapping {
                let name = key.scalar.map { String($0.string.unicodeScalars.drop { $0 == earlier }) }
                entries.append(
                    YAMLNode.Entry(
                        key: name, line: key.mark?.line ?? line, value: try Self.node(value, count: &count)))
            }
            return .mapping(entries, line: line)
        case .alias:
            // Yams has put what it stands for in its place; one that is left stands for nothing.
            return .scalar("", isNull: true, line: line)
        }
    }

    private static func failure(_ error: YamlError, in text: String) -> YAMLFailure {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            // libyaml's context is a phrase of its own ("while scanning a simple key"), not the file's text.
            let reason = [context?.text, problem].compactMap { $0 }.joined(separator: " ")
            return YAMLFailure(line: min(mark.line, lineCount(of: text)), reason: reason)
        case .reader(let problem, let offset, _, let yaml):
            let line = offset.map { yaml.prefix($0).count { $0.isNewline } + 1 }
            return YAMLFailure(line: line, reason: problem)
        default:
            return YAMLFailure(line: nil, reason: "it can't be read")
        }
    }

    private static func lineCount(of text: String) -> Int {
        let newlines = text.utf8.count { $0 == UInt8(ascii: "\n") }
        return max(1, text.hasSuffix("\n") ? newlines : newlines + 1)
    }
}

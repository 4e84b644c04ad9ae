/// Reads HTML as far as a page of ours goes, strictly: every element that is opened is closed, attributes are quoted,
/// nothing is doubled.
struct MarkupChecker {
    private(set) var faults: [String] = []
    /// All start tags with their attributes.
    private(set) var elements: [(name: String, attributes: [String: String])] = []
    /// What stands in each script and style element.
    private(set) var raw: [(name: String, text: String)] = []

    private static let empty: Set<String> = ["meta", "input"]

    init(_ page: String) {
        var open: [String] = []
        var rest = page[...]
        guard rest.hasPrefix("<!DOCTYPE html>\n") else {
            faults.append("no doctype")
            return
        }
        rest = rest.dropFirst("<!DOCTYPE html>".count)
        while let start = rest.firstIndex(of: "<") {
            if rest[..<start].contains(">") { faults.append("a stray >: \(rest[..<start])") }
            guard let end = rest[start...].firstIndex(of: ">") else {
                faults.append("a tag that never ends")
                return
            }
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("/") {
                if open.popLast() != String(tag.dropFirst()) { faults.append("</\(tag.dropFirst())> closes another") }
                continue
            }
            guard let match = tag.wholeMatch(of: /([a-z0-9]+)((?: [a-z-]+(?:="[^"]*")?)*)/) else {
                faults.append("no tag: <\(tag)>")
                continue
            }
            let name = String(match.1)
            var attributes: [String: String] = [:]
            for attribute in match.2.matches(of: /\ ([a-z-]+)(?:="([^"]*)")?/) {
                if attributes.updateValue(String(attribute.2 ?? ""), forKey: String(attribute.1)) != nil {
                    faults.append("\(attribute.1) twice in <\(tag)>")
                }
            }
            elements.append((name, attributes))
            if Self.empty.contains(name) { continue }
            open.append(name)
            guard name == "script" || name == "style" else { continue }
            guard let close = rest.firstRange(of: "</") else {
                faults.append("a \(name) that never ends")
                return
            }
            raw.append((name, String(rest[..<close.lowerBound])))
            rest = rest[close.lowerBound...]
        }
        if !open.isEmpty { faults.append("never closed: \(open)") }
    }
}

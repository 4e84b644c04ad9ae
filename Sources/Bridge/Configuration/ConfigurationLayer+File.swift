extension ConfigurationLayer {
    /// The bytes a configuration file may have.
    private static let limit = 1 << 20

    /// What a YAML file gives.
    ///
    /// - Parameter isAskedFor: Whether somebody named it. Where it only lies where it is looked for, another user may well
    ///   run without it, and logs that.
    static func file(_ path: String, isAskedFor: Bool = true) -> ConfigurationLayer {
        var layer = ConfigurationLayer()
        func refuse(line: Int?, _ message: String, _ remedy: String) {
            layer.isComplete = false
            layer.faults.append(
                ConfigurationFault(at: .file(path, line: line), path: nil, message: message, remedy: remedy))
        }

        let contents: SystemFile.Contents
        do throws(SystemFile.Failure) {
            contents = try SystemFile.read(path, limit: limit)
        } catch  where !isAskedFor {
            layer.faults.append(
                ConfigurationFault(
                    .warning, at: .file(path, line: nil), path: nil,
                    message: "the configuration file can't be read and is passed over: \(error.reason)",
                    remedy: "run this as a user who can read it, or name another file with --config"))
            return layer
        } catch {
            refuse(
                line: nil, "the configuration file can't be read: \(error.reason)",
                "give a YAML file that the bridge's user can read")
            return layer
        }
        guard let text = String(validating: contents.bytes, as: UTF8.self) else {
            refuse(line: firstLineThatIsNotUTF8(contents.bytes), "this is not UTF-8", "save the file as UTF-8")
            return layer
        }

        do throws(YAMLFailure) {
            if let root = try YAMLReader.read(text) { layer.add(root, in: nil, of: path) }
        } catch {
            refuse(
                line: error.line, "this is not YAML: \(error.reason)",
                "look for wrong indentation (spaces only), an unclosed quote or bracket, or a missing \": \"")
            return layer
        }

        let layers = [layer] + (layer.list?.items.map(\.layer) ?? [])
        let secrets = ConfigurationTable.fields.filter(\.isSecret).compactMap { field in
            layers.compactMap { $0.values[field.path] }.first.map { (field, $0) }
        }
        if contents.isWorldReadable, let (secret, value) = secrets.first {
            layer.faults.append(
                ConfigurationFault(
                    .warning, at: value.origin, path: secret.path,
                    message: "is in a file that every user of this machine can read",
                    remedy: "run \"chmod o-rwx \(path)\""))
        }
        return layer
    }

    /// Takes the PBXs of a list.
    private mutating func add(list nodes: [YAMLNode], of file: String, line: Int) {
        var list = PBXList(origin: .file(file, line: line))
        if nodes.isEmpty {
            faults.append(
                ConfigurationFault(
                    at: list.origin, path: "pbx", message: "is a list with no PBX in it",
                    remedy: "write \"- name: NAME\" below it for each PBX, or leave pbx out"))
        }
        for node in nodes {
            let origin = ConfigurationOrigin.file(file, line: node.line)
            var item = PBXList.Item(origin: origin)
            item.layer.add(node, in: "pbx", of: file, isItem: true)
            faults += item.layer.faults
            item.layer.faults = []
            list.items.append(item)
        }
        self.list = list
    }

    /// Takes the values from one mapping.
    ///
    /// - Parameter isItem: whether it is an item of a list of PBXs, which has sections of its own.
    private mutating func add(_ node: YAMLNode, in section: String?, of file: String, isItem: Bool = false) {
        if section == "pbx", !isItem, case .list(let nodes, let line) = node {
            return add(list: nodes, of: file, line: line)
        }
        guard case .mapping(let entries, _) = node else {
            // A section with nothing in it is what is left when all of its fields are commented out.
            if case .scalar(_, isNull: true, _) = node { return }
            faults.append(
                ConfigurationFault(
                    at: .file(file, line: node.line), path: section, message: "is \(node.kind) where fields are wanted",
                    remedy: "write \(section ?? "ami"): and its fields below it, indented"))
            return
        }
        // Where each key is given again, found from the end.
        var again = [Int?](repeating: nil, count: entries.count)
        var latest: [String: Int] = [:]
        for (position, entry) in entries.enumerated().reversed() {
            guard let key = entry.key else { continue }
            again[position] = latest.updateValue(position, forKey: key)
        }
        for (position, entry) in entries.enumerated() {
            let origin = ConfigurationOrigin.file(file, line: entry.line)
            guard let key = entry.key else {
                faults.append(
                    ConfigurationFault(
                        at: origin, path: section, message: "has a key that is no name", remedy: "write NAME: VALUE"))
                continue
            }
            let path = section.map { "\($0).\(key)" } ?? key
            if let again = again[position] {
                faults.append(
                    ConfigurationFault(
                        at: .file(file, line: entries[again].line), path: path,
                        message: "is given a second time, first on line \(entry.line)", remedy: "leave one of them out")
                )
                continue
            }
            if isItem, ConfigurationTable.sectionsOfEachPBX.contains(key) {
                add(entry.value, in: key, of: file)
            } else if ConfigurationTable.sections.contains(path) {
                add(entry.value, in: path, of: file)
            } else if ConfigurationTable.fieldsByPath[path] != nil {
                if let content = entry.value.content {
                    values[path] = ConfigurationValue(content: content, origin: origin)
                }
            } else {
                faults.append(Self.unknown(key, in: section, at: origin, isItem: isItem))
            }
        }
    }

    private static func unknown(
        _ key: String, in section: String?, at origin: ConfigurationOrigin, isItem: Bool
    ) -> ConfigurationFault {
        // Of "secret:hunter2", where a space is missing, only "secret" may be seen.
        let shown = key.prefix(40).prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) }
        let key = shown.count == key.count ? key : "\(shown)…"
        let names = ConfigurationTable.names(in: section) + (isItem ? ConfigurationTable.sectionsOfEachPBX : [])
        let path = section.map { "\($0).\(key)" } ?? key
        let remedy =
            if let name = Spelling.nearest(to: key, in: names) {
                "did you mean \"\(name)\"?"
            } else if let other = ConfigurationTable.otherNames[path] {
                "did you mean \(other)?"
            } else if let elsewhere = ConfigurationTable.fields.first(where: {
                $0.path.split(separator: ".").last.map(String.init) == key || $0.path == key
            }) {
                "did you mean \(elsewhere.path), which is written below \(elsewhere.path.split(separator: ".").dropLast().joined(separator: ": ")):?"
            } else {
                "leave it out, or use one of: \(names.joined(separator: ", "))"
            }
        return ConfigurationFault(
            at: origin, path: path, message: "is not a name that is known here", remedy: remedy)
    }

    private static func firstLineThatIsNotUTF8(_ bytes: [UInt8]) -> Int? {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }.map { $0 + 1 }
    }
}

extension YAMLNode {
    /// What it is, with its article.
    fileprivate var kind: String {
        switch self {
        case .scalar: "a single value"
        case .list: "a list"
        case .mapping: "a mapping"
        case .indicator(let indicator, _): indicator.kind
        }
    }

    /// What it gives for a field; `nil` is nothing, as for a key with no value.
    fileprivate var content: ConfigurationContent? {
        switch self {
        case .scalar(_, isNull: true, _): return nil
        case .scalar(let text, _, _): return .scalar(text)
        case .mapping(let entries, _):
            var texts: [ConfigurationContent.Entry] = []
            for entry in entries {
                guard let key = entry.key, case .scalar(let text, isNull: false, _) = entry.value else {
                    return .other("a mapping")
                }
                texts.append(.init(key: key, text: text, line: entry.line))
            }
            return .mapping(texts)
        case .indicator(let indicator, _): return .other(indicator.kind)
        case .list(let nodes, _):
            var texts: [String] = []
            for node in nodes {
                guard case .scalar(let text, isNull: false, _) = node else {
                    return .other("a list with something in it that is no text")
                }
                texts.append(text)
            }
            return .list(texts)
        }
    }
}

extension YAMLNode.Indicator {
    /// What it is to YAML, and what to do where it was meant to be a text.
    fileprivate var kind: String {
        let kind =
            switch self {
            case .alias: "an alias"
            case .anchor: "an anchor"
            case .tag: "a tag"
            }
        return "\(kind) (put a text that begins with \"\(rawValue)\" in quotes)"
    }
}

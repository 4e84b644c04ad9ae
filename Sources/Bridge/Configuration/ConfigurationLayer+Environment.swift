extension ConfigurationLayer {
    /// What environment variables give. One that is empty gives nothing, as unit files and container tools often
    /// leave them.
    static func environment(_ variables: [String: String]) -> ConfigurationLayer {
        var layer = ConfigurationLayer()
        var known: Set<String> = [ConfigurationTable.fileVariable]
        for field in ConfigurationTable.fields {
            let name = field.environmentName
            known.insert(name)
            guard let text = variables[name], !text.isEmpty else { continue }
            layer.values[field.path] = ConfigurationValue(content: field.content(text), origin: .environment(name))
        }
        // A warning only: an orchestrator puts in variables of its own for a service of this name.
        let unknown = variables.keys.filter {
            $0.hasPrefix(ConfigurationTable.environmentPrefix) && !known.contains($0)
        }
        for name in unknown.sorted() {
            // All begin alike: compare only what follows.
            let rest = { (name: String) in String(name.dropFirst(ConfigurationTable.environmentPrefix.count)) }
            let suggestion = Spelling.nearest(to: rest(name), in: known.sorted().map(rest))
            layer.faults.append(
                ConfigurationFault(
                    .warning, at: .environment(name), path: nil, message: "is not a variable that is known",
                    remedy: suggestion.map { "did you mean \(ConfigurationTable.environmentPrefix)\($0)?" }
                        ?? "leave it out"))
        }
        return layer
    }

    /// What the flags of the command line give, by path.
    static func flags(_ flags: [String: String]) -> ConfigurationLayer {
        var layer = ConfigurationLayer()
        for field in ConfigurationTable.fields {
            guard let text = flags[field.path] else { continue }
            let origin = ConfigurationOrigin.flag("--" + field.flagName)
            layer.values[field.path] = ConfigurationValue(content: field.content(text), origin: origin)
            if field.isSecret {
                layer.faults.append(
                    ConfigurationFault(
                        .warning, at: origin, path: field.path,
                        message: "is on the command line, where every user of this machine can see it",
                        remedy: "use --\(field.flagName)-file or \(field.environmentName)"))
            }
        }
        return layer
    }

    /// What systemd's credentials give: a file for each secret, named by its path (`LoadCredential=ami.secret:…`), and for
    /// a PBX of a list by its name too (`LoadCredential=ami.secret.NAME:…`).
    static func credentials(in directory: String?, pbx: String? = nil) -> ConfigurationLayer {
        var layer = ConfigurationLayer()
        guard let directory, !directory.isEmpty else { return layer }
        for field in ConfigurationTable.fields {
            guard let secretPath = field.secretPath else { continue }
            let file = "\(directory)/\(secretPath)\(pbx.map { ".\($0)" } ?? "")"
            do throws(SystemFile.Failure) {
                try SystemFile.checkReadable(file)
            } catch {
                continue  // Not every unit hands over every secret.
            }
            layer.values[field.path] = ConfigurationValue(content: .scalar(file), origin: .file(file, line: nil))
        }
        return layer
    }
}

extension ConfigurationField {
    /// The one text that a variable or flag can give, as the field takes it.
    fileprivate func content(_ text: String) -> ConfigurationContent {
        guard isList else { return .scalar(text) }
        return .list(text.split(separator: ",").map { String($0.trimmingSpaces) }.filter { !$0.isEmpty })
    }
}

extension Substring {
    fileprivate var trimmingSpaces: Substring {
        let start = drop { $0 == " " }
        return start.lastIndex { $0 != " " }.map { start[...$0] } ?? ""
    }
}

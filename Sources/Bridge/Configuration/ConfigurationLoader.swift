public import Correlator

/// Makes a ``BridgeConfiguration`` from its sources. By rising weight: the table's defaults, the file, systemd's
/// credentials (secrets only), the environment, the flags.
///
/// The heaviest source that gives a field is the one that counts; what it covers up is not looked at. A secret and
/// the file that it is in count as one field: an `ASTERISK_MQTT_AMI_SECRET` covers up a file's `ami.secret_file`.
///
/// Where the file lists several PBXs, what one of them says of itself beats all of these, and what it does not say it
/// has from them.
public struct ConfigurationLoader: Sendable {
    /// The default path of the file.
    public static let defaultFile = "/etc/asterisk-mqtt/asterisk-mqtt.yaml"

    /// The bytes a file with a secret may have.
    private static let secretFileLimit = 65536

    /// The YAML file; `nil` goes without.
    public var file: String?
    /// Where nobody said that the file is. It is passed over where it can't be read, with a warning.
    var defaultFile = Self.defaultFile
    /// The environment; it also has the folder of systemd's credentials.
    public var environment: [String: String]
    /// The values of flags by the paths of their fields, as ``ConfigurationFlags`` collects them.
    public var flags: [String: String]
    /// What the spec says of the messages that `calls.events` can name, by their names.
    public var messages: [String: MessageSwitch] = Self.messages(.calls)
    /// The sections that are wanted, such as `mqtt`; the fields of others keep their defaults, and no file that they
    /// name is looked at. `nil` wants all.
    public var sections: [String]?

    /// A loader of these sources.
    public init(
        file: String?, environment: [String: String] = ProcessEnvironment.variables, flags: [String: String] = [:],
        sections: [String]? = nil
    ) {
        self.file = file
        self.environment = environment
        self.flags = flags
        self.sections = sections
    }

    /// Which file to read: the one asked for, else that of `ASTERISK_MQTT_CONFIG`, else ``defaultFile`` if it is there.
    public static func file(
        askedFor file: String?, environment: [String: String] = ProcessEnvironment.variables
    ) -> String? {
        if let file { return file }
        if let file = environment[ConfigurationTable.fileVariable], !file.isEmpty { return file }
        return SystemFile.isThere(defaultFile) ? defaultFile : nil
    }

    /// What a behaviour says of its messages.
    public static func messages(_ tables: CallTables) -> [String: MessageSwitch] {
        Dictionary(tables.messages.map { ($0.name, $0.messageSwitch) }) { $1 }
    }

    /// Reads all sources and checks everything in them.
    ///
    /// - Returns: a configuration for each PBX, which differ in what the PBX says of itself, and what is legal in them but
    ///   should be looked at.
    /// - Throws: ``ConfigurationFaults`` with everything that is wrong.
    public func load() throws(ConfigurationFaults) -> (
        bridges: [BridgeConfiguration], warnings: [ConfigurationFault]
    ) {
        // Heaviest first.
        var layers = [
            ConfigurationLayer.flags(flags),
            .environment(environment),
            .credentials(in: environment["CREDENTIALS_DIRECTORY"]),
        ]
        if let file { layers.append(.file(file, isAskedFor: file != defaultFile)) }

        var faults = layers.reversed().flatMap(\.faults)
        var bridges: [BridgeConfiguration] = []
        if let list = layers.compactMap(\.list).first {
            faults += self.faults(of: list, besides: layers)
            // What is wrong with what they have in common is found once for each.
            var seen: Set<ConfigurationFault> = []
            for item in list.items {
                let (configuration, found) = resolve(layers, item, isOneOfMany: list.items.count > 1)
                bridges.append(configuration)
                faults += found.filter { !seen.contains($0) }
                seen.formUnion(found)
            }
        } else {
            let (configuration, found) = resolve(layers, nil, isOneOfMany: false)
            bridges = [configuration]
            faults += found
        }

        faults = Self.inOrder(faults)
        guard !faults.contains(where: { $0.severity == .error }) else { throw ConfigurationFaults(faults) }
        return (bridges, faults)
    }

    /// What is wrong with a list of PBXs, apart from what is wrong with each.
    private func faults(of list: PBXList, besides layers: [ConfigurationLayer]) -> [ConfigurationFault] {
        var faults: [ConfigurationFault] = []
        for layer in layers {
            for field in ConfigurationTable.fields where field.path.hasPrefix("pbx.") {
                guard let value = layer.values[field.path] else { continue }
                faults.append(
                    ConfigurationFault(
                        at: value.origin, path: field.path,
                        message: "is given, but \(list.origin) lists PBXs, each of which has its own",
                        remedy: "leave it out"))
            }
        }
        let field = ConfigurationTable.field("pbx.name")
        let remedy = "give each PBX a name of its own: letters, digits, - and _, such as \"headquarters\""
        var names: [String: ConfigurationOrigin] = [:]
        for item in list.items {
            guard let value = item.layer.values[field.path] else {
                faults.append(
                    ConfigurationFault(
                        at: item.origin, path: field.path, message: "is missing, and a PBX of a list needs one",
                        remedy: remedy))
                continue
            }
            // What is no text at all is refused with the other values.
            guard case .scalar(let name) = value.content else { continue }
            let message =
                if let complaint = PBXList.complaint(about: name) {
                    "\(complaint), which neither a level of a topic nor a folder of the store may"
                } else if let other = names.updateValue(value.origin, forKey: name) {
                    "is also that of another PBX (\(other))"
                } else {
                    String?.none
                }
            guard let message else { continue }
            faults.append(ConfigurationFault(at: value.origin, path: field.path, message: message, remedy: remedy))
        }
        return faults
    }

    /// Makes the configuration of one PBX.
    private func resolve(
        _ common: [ConfigurationLayer], _ item: PBXList.Item?, isOneOfMany: Bool
    ) -> (configuration: BridgeConfiguration, faults: [ConfigurationFault]) {
        var layers = common
        // A PBX's own setting takes precedence over one for all, wherever that is.
        if let item {
            if case .scalar(let name)? = item.layer.values["pbx.name"]?.content,
                PBXList.complaint(about: name) == nil
            {
                layers.insert(.credentials(in: environment["CREDENTIALS_DIRECTORY"], pbx: name), at: 0)
            }
            layers.insert(item.layer, at: layers.count - common.count)
        }

        var configuration = BridgeConfiguration()
        var faults: [ConfigurationFault] = []
        var origins: [String: ConfigurationOrigin] = [:]
        var faulty: Set<String> = []

        func refuse(_ field: ConfigurationField, at origin: ConfigurationOrigin, _ message: String) {
            faulty.insert(field.path)
            if let secretPath = field.secretPath { faulty.insert(secretPath) }
            let isItems = item?.layer.values[field.path]?.origin == origin
            faults.append(
                ConfigurationFault(
                    at: origin, path: isItems ? PBXList.path(field.path) : field.path, message: message,
                    remedy: field.remedy))
        }

        func isWanted(_ path: String) -> Bool { sections.map { $0.contains { path.hasPrefix("\($0).") } } ?? true }
        for field in ConfigurationTable.fields where field.secretPath == nil && isWanted(field.path) {
            let fileField = ConfigurationTable.fields.first { $0.secretPath == field.path }
            let layer = layers.first { layer in
                layer.values[field.path] != nil || fileField.map { layer.values[$0.path] != nil } ?? false
            }
            guard let layer else {
                if field.isRequired, layers.allSatisfy(\.isComplete) {
                    if let item,
                        ConfigurationTable.sectionsOfEachPBX.contains(where: { field.path.hasPrefix($0 + ".") })
                    {
                        refuse(field, at: item.origin, "is required, and neither this PBX nor any source gives it")
                    } else {
                        let origin = file.map { ConfigurationOrigin.file($0, line: nil) } ?? .nowhere
                        refuse(field, at: origin, "is required, and no source gives it")
                    }
                }
                if field.isRequired { faulty.insert(field.path) }
                continue
            }

            let given = layer.values[field.path]
            let inFile = fileField.flatMap { layer.values[$0.path] }
            let value: ConfigurationValue
            if let fileField, let given, let inFile {
                refuse(
                    fileField, at: inFile.origin,
                    "is given, and so is \(field.path) (\(given.origin)); only one of them can count")
                continue
            } else if let fileField, let inFile {
                do throws(ConfigurationComplaint) {
                    let (text, warning) = try readSecret(inFile, of: fileField)
                    if let warning { faults.append(warning) }
                    value = ConfigurationValue(content: .scalar(text), origin: inFile.origin)
                } catch {
                    refuse(fileField, at: inFile.origin, error.message)
                    continue
                }
            } else if let given {
                value = given
            } else {
                continue
            }

            origins[field.path] = value.origin
            do throws(ConfigurationComplaint) {
                try field.apply(value.content, &configuration)
            } catch {
                refuse(inFile == nil ? field : fileField ?? field, at: value.origin, error.message)
            }
        }

        for one in configuration.calls.events where !faulty.contains("calls.events") {
            guard let complaint = complaint(about: one) else { continue }
            let field = ConfigurationTable.field("calls.events")
            var origin = origins[field.path] ?? .nowhere
            if case .file(let file, _) = origin { origin = .file(file, line: one.line) }
            refuse(field, at: origin, complaint)
        }
        for rule in ConfigurationRule.all where faulty.isDisjoint(with: rule.paths) && rule.paths.allSatisfy(isWanted) {
            guard let violation = rule.violation(configuration) else { continue }
            // Where the first field has its default, the fault is where the others were given.
            let origin = rule.paths.compactMap { origins[$0] }.first ?? .nowhere
            faults.append(
                ConfigurationFault(
                    rule.severity, at: origin, path: rule.paths[0], message: violation, remedy: rule.remedy))
        }

        let placeholder = BridgeConfiguration.PBX.placeholder
        if isOneOfMany, !faulty.contains("mqtt.topic_prefix"), !configuration.mqtt.topicPrefix.contains(placeholder) {
            let origin = origins["mqtt.topic_prefix"] ?? file.map { .file($0, line: nil) } ?? .nowhere
            faults.append(
                ConfigurationFault(
                    at: origin, path: "mqtt.topic_prefix",
                    message: "has no \(placeholder) in it, and there are several PBXs",
                    remedy:
                        "write \"\(configuration.mqtt.topicPrefix)/\(placeholder)\", so that each has topics of its own"
                ))
        }
        configuration.placeName(isListed: item != nil)
        return (configuration, faults)
    }

    /// What is wrong with a message that is switched.
    private func complaint(about one: EventSwitch) -> String? {
        guard let known = messages[one.name] else {
            let name = one.name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }.prefix(40)
            let nearest = Spelling.nearest(to: one.name, in: messages.keys.sorted())
            return "has \"\(name)\", which is no event\(nearest.map { ": did you mean \"\($0)\"?" } ?? "")"
        }
        return known == .always && !one.isOn ? "says false of \"\(one.name)\", which is always published" : nil
    }

    /// Reads the file that a field names.
    private func readSecret(
        _ value: ConfigurationValue, of field: ConfigurationField
    ) throws(ConfigurationComplaint) -> (text: String, warning: ConfigurationFault?) {
        let path = try ConfigurationType<String>.path.read(value.content)
        // What looks like no path may be the secret itself, put in the wrong field.
        let shown = path.hasPrefix("/") || path.hasPrefix("./") ? "\"\(path)\"" : "a file"
        let contents: SystemFile.Contents
        do throws(SystemFile.Failure) {
            contents = try SystemFile.read(path, limit: Self.secretFileLimit)
        } catch {
            throw ConfigurationComplaint("is \(shown), which can't be read: \(error.reason)")
        }
        guard var text = String(validating: contents.bytes, as: UTF8.self) else {
            throw ConfigurationComplaint("is \(shown), which holds something that is not UTF-8")
        }
        // The line break that editors and echo leave at the end is no part of a secret ("\r\n" is one Character).
        if text.last?.isNewline == true { text.removeLast() }
        guard !text.isEmpty else { throw ConfigurationComplaint("is \(shown), which is empty") }
        guard !text.contains(where: \.isNewline) else {
            throw ConfigurationComplaint("is \(shown), which has more than one line")
        }
        guard contents.isWorldReadable else { return (text, nil) }
        let warning = ConfigurationFault(
            .warning, at: value.origin, path: field.path,
            message: "is \(shown), which every user of this machine can read", remedy: "run \"chmod o-rwx \(path)\"")
        return (text, warning)
    }

    /// Files by line, then the environment, then flags; otherwise as they were found.
    private static func inOrder(_ faults: [ConfigurationFault]) -> [ConfigurationFault] {
        func rank(_ origin: ConfigurationOrigin) -> (Int, Int) {
            switch origin {
            case .file(_, let line): (0, line ?? .max)
            case .nowhere: (1, 0)
            case .environment: (2, 0)
            case .flag: (3, 0)
            }
        }
        return faults.enumerated().sorted { one, other in
            let (a, b) = (rank(one.element.origin), rank(other.element.origin))
            return a == b ? one.offset < other.offset : a < b
        }.map(\.element)
    }
}

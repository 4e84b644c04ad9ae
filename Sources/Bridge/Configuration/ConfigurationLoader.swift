/// Makes a ``BridgeConfiguration`` from its sources. By rising weight: the table's defaults, the file, systemd's
/// credentials (secrets only), the environment, the flags.
///
/// The heaviest source that gives a field is the one that counts; what it covers up is not looked at. A secret and
/// the file that it is in count as one field: an `ASTERISK_MQTT_AMI_SECRET` covers up a file's `ami.secret_file`.
public struct ConfigurationLoader: Sendable {
    /// Where the file is unless something else is said.
    public static let defaultFile = "/etc/asterisk-mqtt/asterisk-mqtt.yaml"

    /// The bytes a file with a secret may have.
    private static let secretFileLimit = 65536

    /// The YAML file; `nil` goes without.
    public var file: String?
    /// The environment; also tells where systemd's credentials are.
    public var environment: [String: String]
    /// The values of flags by the paths of their fields, as ``ConfigurationFlags`` collects them.
    public var flags: [String: String]
    /// The section that is wanted, `mqtt`; the fields of others keep their defaults, and no file that they name is
    /// looked at. `nil` wants all.
    public var section: String?

    /// A loader of these sources.
    public init(
        file: String?, environment: [String: String] = ProcessEnvironment.variables, flags: [String: String] = [:],
        section: String? = nil
    ) {
        self.file = file
        self.environment = environment
        self.flags = flags
        self.section = section
    }

    /// Which file to read: the one asked for, else that of `ASTERISK_MQTT_CONFIG`, else ``defaultFile`` if it is there.
    public static func file(
        askedFor file: String?, environment: [String: String] = ProcessEnvironment.variables
    ) -> String? {
        if let file { return file }
        if let file = environment[ConfigurationTable.fileVariable], !file.isEmpty { return file }
        do throws(SystemFile.Failure) {
            try SystemFile.checkReadable(defaultFile)
            return defaultFile
        } catch {
            return nil
        }
    }

    /// Reads all sources and checks everything in them.
    ///
    /// - Returns: the configuration, and what is legal in it but should be looked at.
    /// - Throws: ``ConfigurationFaults`` with everything that is wrong.
    public func load() throws(ConfigurationFaults) -> (
        configuration: BridgeConfiguration, warnings: [ConfigurationFault]
    ) {
        // Heaviest first.
        var layers = [
            ConfigurationLayer.flags(flags),
            .environment(environment),
            .credentials(in: environment["CREDENTIALS_DIRECTORY"]),
        ]
        if let file { layers.append(.file(file)) }

        var configuration = BridgeConfiguration()
        var faults = layers.reversed().flatMap(\.faults)
        var origins: [String: ConfigurationOrigin] = [:]
        var faulty: Set<String> = []

        func refuse(_ field: ConfigurationField, at origin: ConfigurationOrigin, _ message: String) {
            faulty.insert(field.path)
            if let secretPath = field.secretPath { faulty.insert(secretPath) }
            faults.append(
                ConfigurationFault(at: origin, path: field.path, message: message, remedy: field.remedy))
        }

        func isWanted(_ path: String) -> Bool { section.map { path.hasPrefix("\($0).") } ?? true }
        for field in ConfigurationTable.fields where field.secretPath == nil && isWanted(field.path) {
            let fileField = ConfigurationTable.fields.first { $0.secretPath == field.path }
            let layer = layers.first { layer in
                layer.values[field.path] != nil || fileField.map { layer.values[$0.path] != nil } ?? false
            }
            guard let layer else {
                if field.isRequired, layers.allSatisfy(\.isComplete) {
                    let origin = file.map { ConfigurationOrigin.file($0, line: nil) } ?? .nowhere
                    refuse(field, at: origin, "is required, and no source gives it")
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

        for rule in ConfigurationRule.all where faulty.isDisjoint(with: rule.paths) && rule.paths.allSatisfy(isWanted) {
            guard let violation = rule.violation(configuration) else { continue }
            // Where the first field has its default, the fault is where the others were given.
            let origin = rule.paths.compactMap { origins[$0] }.first ?? .nowhere
            faults.append(
                ConfigurationFault(
                    rule.severity, at: origin, path: rule.paths[0], message: violation, remedy: rule.remedy))
        }

        faults = Self.inOrder(faults)
        guard !faults.contains(where: { $0.severity == .error }) else { throw ConfigurationFaults(faults) }
        return (configuration, faults)
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

/// One row of ``ConfigurationTable``: all that there is to know of one field.
public struct ConfigurationField: Sendable {
    /// Its place in the file: `ami.tls.ca_file`.
    public let path: String
    /// What it takes, in words: "an integer from 1 to 65535".
    public let typeDescription: String
    /// The value it has where no source gives one, as it would be written in the file; `nil` is none.
    public let defaultText: String?
    /// Whether some source has to give it.
    public let isRequired: Bool
    /// Whether its value must not be seen.
    public let isSecret: Bool
    /// Whether it takes several values: a list in the file, with commas elsewhere.
    public let isList: Bool
    /// All values that it takes, where they are few.
    public let choices: [String]
    /// Whether it names a file or a folder.
    public let isPath: Bool
    /// The path of the secret that is in the file this field names; `nil` for all but `ami.secret_file` and its like.
    public let secretPath: String?
    /// An example for the sample file, where the default is not telling.
    public let example: String?
    /// What it is for: sentences without the full stop of the last.
    public let help: String
    /// What to do when its value is refused, as an imperative.
    public let remedy: String
    /// Reads a value and puts it in its place.
    let apply: @Sendable (ConfigurationContent, inout BridgeConfiguration) throws(ConfigurationComplaint) -> Void

    init<Value>(
        _ path: String,
        _ type: ConfigurationType<Value>,
        into place: any WritableKeyPath<BridgeConfiguration, Value> & Sendable,
        default defaultText: String? = nil,
        required isRequired: Bool = false,
        example: String? = nil,
        help: String,
        remedy: String
    ) {
        self.path = path
        self.typeDescription = type.summary
        self.defaultText = defaultText
        self.isRequired = isRequired
        self.isSecret = type.isSecret
        self.isList = type.isList
        self.choices = type.choices
        self.isPath = type.isPath
        self.secretPath = nil
        self.example = example
        self.help = help
        self.remedy = remedy
        self.apply = { (content, configuration) throws(ConfigurationComplaint) in
            configuration[keyPath: place] = try type.read(content)
        }
    }

    /// A field that names the file in which the secret at `secretPath` is.
    init(_ path: String, fileOf secretPath: String, example: String, help: String, remedy: String) {
        self.path = path
        self.typeDescription = ConfigurationType<String>.path.summary
        self.defaultText = nil
        self.isRequired = false
        self.isSecret = false
        self.isList = false
        self.choices = []
        self.isPath = true
        self.secretPath = secretPath
        self.example = example
        self.help = help
        self.remedy = remedy
        // The loader reads the file, and applies what is in it to the secret's own field.
        self.apply = { (_, _) throws(ConfigurationComplaint) in }
    }

    /// The environment variable: `ASTERISK_MQTT_AMI_TLS_CA_FILE`.
    public var environmentName: String {
        ConfigurationTable.environmentPrefix + path.uppercased().replacing(".", with: "_")
    }

    /// The flag without its dashes: `ami-tls-ca-file`.
    public var flagName: String {
        path.replacing(".", with: "-").replacing("_", with: "-")
    }
}

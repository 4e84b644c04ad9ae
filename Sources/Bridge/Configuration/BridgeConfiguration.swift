/// The bridge's settings: the values of ``ConfigurationTable``'s fields, checked and typed.
///
/// ``ConfigurationLoader`` makes one from a file, the environment and the command line. Made by ``init()`` it holds
/// the table's defaults, and lacks the two values that have none: the AMI user's name and secret.
public struct BridgeConfiguration: Sendable, Equatable {
    /// The way to the PBX.
    public var ami = AMI()
    /// The way to the broker.
    public var mqtt = MQTT()
    /// What the PBX is called, and which of its channels lead outside.
    public var pbx = PBX()
    /// How this bridge shares the work with others.
    public var bridge = Bridge()
    /// The bounds of what is tracked.
    public var calls = Calls()
    /// Settings for Home Assistant.
    public var homeAssistant = HomeAssistant()
    /// What is kept on disk.
    public var store = Store()
    /// The HTTP port for those who look after the daemon.
    public var http = HTTP()
    /// What is logged, and in which form.
    public var log = Log()

    /// The defaults, as ``ConfigurationTable`` has them.
    public init() {
        for field in ConfigurationTable.fields {
            guard let text = field.defaultText else { continue }
            do throws(ConfigurationComplaint) {
                try field.apply(.scalar(text), &self)
            } catch {
                // The table is source code: a default that its own type refuses is a mistake made at the desk.
                preconditionFailure("the default of \(field.path) \(error.message)")
            }
        }
    }
}

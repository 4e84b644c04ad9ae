/// What an installation decides about a correlator.
public struct CorrelatorOptions: Sendable {
    /// The name of the PBX, for payloads and event ids; `nil` where there is but one.
    public var pbx: String?
    /// Patterns of the names of channels that are trunks, such as `PJSIP/provider-*`.
    public var trunks: [String]
    /// The most calls that are tracked at once; channels of more are passed over and counted.
    public var maximumCalls: Int
    /// The most channels that are tracked at once; more are passed over and counted.
    public var maximumChannels: Int
    /// How long nothing may be heard of a call, in microseconds, until it is asked about.
    public var silence: Int64

    /// Which messages are sent, by their names, where an installation decides that.
    public var messages: [String: Bool]
    /// The names of the channel variables that are published.
    public var variables: [String]
    /// Whether the events that report variables are read even if none is published. Recordings can have them; a PBX
    /// sends them only where ``variables`` names some.
    public var readsVariables: Bool

    /// Whether changes of calls are noted, for ``Correlator/takeChanges()``.
    public var notesChanges: Bool

    /// Options; the defaults are those of the configuration.
    public init(
        pbx: String? = nil, trunks: [String] = [], maximumCalls: Int = 100_000, maximumChannels: Int = 400_000,
        silence: Int64 = 14_400_000_000, notesChanges: Bool = false,
        messages: [String: Bool] = [:], variables: [String] = [], readsVariables: Bool = true
    ) {
        self.pbx = pbx
        self.trunks = trunks
        self.maximumCalls = maximumCalls
        self.maximumChannels = maximumChannels
        self.silence = silence
        self.notesChanges = notesChanges
        self.messages = messages
        self.variables = variables
        self.readsVariables = readsVariables || !variables.isEmpty
    }
}

/// What happened in one step of a model, in names: kept only while a story is written.
final class ModelTrace {
    /// A channel as AMI names it.
    struct Channel {
        var id: String
        var name: String
    }

    /// The ids of calls, by their places.
    var calls: [String]
    /// The channels, by their places.
    var channels: [Channel]
    init(calls: Int, channels: Int) {
        self.calls = Array(repeating: "", count: calls)
        self.channels = Array(repeating: .init(id: "", name: ""), count: channels)
    }

    /// How many channels there were so far.
    var count = 0
    /// The channel that the event is about, and the second.
    var channel: Channel?
    var peer: Channel?
    /// The Linkedids that the event carries.
    var channelCall: String?
    var peerCall: String?
    /// The bridge that the event names.
    var bridge: String?
    /// The second channel's device, where the event names it so.
    var device: String?
    /// The channels that a resynchronisation did not list.
    var lost: [Channel] = []
    /// The call whose timer is over.
    var timerCall: String?
    /// What was sent, and what became of calls, in order.
    var told: [String] = []
    /// The messages that were sent, by number, with their calls.
    var messages: [(message: Int, call: String)] = []

    /// Forgets the step before.
    func begin() {
        (channel, peer, channelCall, peerCall, bridge, device, timerCall) = (nil, nil, nil, nil, nil, nil, nil)
        (lost, told, messages) = ([], [], [])
    }

    /// Whether something was taken for true that the headers written down may not make true.
    var isLoose = false
}

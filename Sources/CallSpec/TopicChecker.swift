/// Checks the topics of messages: that a broker takes them, and that nobody else publishes there.
struct TopicChecker {
    private let messages: [MessageDeclaration]

    init(_ messages: [MessageDeclaration]) {
        self.messages = messages
    }

    func check(into diagnostics: inout Diagnostics) {
        var first: [String: MessageDeclaration] = [:]
        for message in messages {
            let topic = message.topic
            if let fault = Self.fault(of: topic.text) ?? Self.owner(of: topic.text) {
                diagnostics.error(at: topic.location, fault)
                continue
            }
            guard let other = first[topic.text] else {
                first[topic.text] = message
                continue
            }
            let what = "'\(topic.text)' is the topic of '\(other.name.text)' (line \(other.topic.location.line)) too"
            if [message, other].contains(where: { $0.topic.text == Self.usual($0) }) {
                diagnostics.error(at: topic.location, "\(what), and named after it; give one of them another")
            } else {
                diagnostics.warning(at: topic.location, "\(what); only 'event' tells the two apart there")
            }
        }
    }

    /// The topic of a message that names none.
    private static func usual(_ message: MessageDeclaration) -> String { "call/{call_id}/\(message.name.text)" }

    /// What is wrong with a topic by itself (MQTT 5, 4.7).
    private static func fault(of topic: String) -> String? {
        if topic.isEmpty { return "a topic is not empty" }
        if topic.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            return "a topic has no control characters"
        }
        if topic.split(separator: "/", omittingEmptySubsequences: false).contains("") {
            return "the topic '\(topic)' has an empty level: a '/' stands between two levels"
        }
        var isOpen = false
        var name = ""
        for character in topic {
            switch character {
            case "{" where isOpen, "}" where !isOpen: return "the braces in '\(topic)' don't match: write {Header}"
            case "{": (isOpen, name) = (true, "")
            case "}":
                if name.isEmpty { return "'{}' in '\(topic)' names nothing: write {Header}" }
                if name.hasPrefix("$") {
                    return "write {\(name.dropFirst())}: a topic's braces hold a name without '$'"
                }
                isOpen = false
            default: name.append(character)
            }
        }
        return isOpen ? "a '{' in '\(topic)' is not closed: write {Header}" : nil
    }

    /// Other topics below the prefix: the bridge publishes its own status and each call's state.
    private static func owner(of topic: String) -> String? {
        let levels = topic.split(separator: "/", omittingEmptySubsequences: false)
        if levels[0] == "bridge" { return "the topics below 'bridge' are the bridge's own; give the message another" }
        if topic == "calls" { return "at 'calls' the bridge tells of all calls; give the message another topic" }
        if levels.count == 3, levels[0] == "call", levels[2] == "state" {
            return "at '\(topic)' the bridge tells what the call is doing; give the message another name or 'topic'"
        }
        return nil
    }
}

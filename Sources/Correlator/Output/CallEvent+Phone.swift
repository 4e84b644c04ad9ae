extension CallEvent {
    /// The phone whose state this tells, by its topic: the `21` of `extension/21/state`; `nil` where it tells none.
    package var phone: String? {
        let levels = topic.split(separator: "/", omittingEmptySubsequences: false)
        guard levels.count == 3, levels[0] == "extension", levels[2] == "state" else { return nil }
        return String(levels[1])
    }
}

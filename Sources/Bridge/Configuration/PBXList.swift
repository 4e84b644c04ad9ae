/// Several PBXs, as a file lists them below `pbx:`.
struct PBXList: Sendable {
    /// One of them.
    struct Item: Sendable {
        /// What it gives, by the paths that the same has at the top: `pbx.name`, `ami.host`.
        var layer = ConfigurationLayer()
        var origin: ConfigurationOrigin
    }

    var items: [Item] = []
    /// Where the list begins.
    var origin: ConfigurationOrigin

    /// The name of a value in an item, as a fault says it.
    static func path(_ path: String) -> String {
        path.hasPrefix("pbx.") ? path : "pbx.\(path)"
    }

    /// Why a PBX of a list can't have a name; `nil` where it can. It is a level of topics, and a folder of the store.
    static func complaint(about name: String) -> String? {
        if name.utf8.count > 64 { return "is longer than 64 bytes" }
        if name.hasPrefix(".") || name.hasPrefix("$") { return "begins with \"\(name.prefix(1))\"" }
        for character in ["/", "+", "#", "{", "}", " "] where name.contains(character) {
            return "contains \"\(character)\""
        }
        return nil
    }
}

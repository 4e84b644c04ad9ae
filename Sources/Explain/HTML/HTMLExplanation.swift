import Correlator

/// Explains calls as one self-contained page of HTML: a list of calls, and for each its channels over time and its
/// events with their effects.
///
/// Data of the PBX is in the page as JSON only, which its script shows as text. The Content Security Policy allows only
/// that script, and no requests.
public struct HTMLExplanation: ExplanationRenderer {
    private let behaviour: Behaviour
    private let title: String
    private var json = StoryJSON()
    /// The rows of the list, separated by commas.
    private var index: [UInt8] = []

    /// An explanation of calls of a behaviour.
    ///
    /// - Parameters:
    ///   - behaviour: The behaviour.
    ///   - title: The title, such as the recording's name.
    public init(_ behaviour: Behaviour = .init(), title: String) {
        self.behaviour = behaviour
        self.title = title
    }

    /// Head, style and the frame of the page.
    public mutating func beginning() -> [UInt8] {
        let style = PackageResources.page_css
        let policy =
            "default-src 'none'; script-src \(PageDigest.source(PackageResources.page_js)); "
            + "style-src \(PageDigest.source(style)); base-uri 'none'; form-action 'none'"
        let head = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>Calls explained</title>
            <style>
            """
        let body = """
            </style>
            </head>
            <body>
            <header><h1>Calls explained</h1><p id="about"></p></header>
            <noscript><p>This page is drawn by a script of its own, which this browser does not run.</p></noscript>
            <nav aria-label="Calls">
            <div id="filter" role="search">
            <label for="find">Find a call</label>
            <input id="find" type="search" placeholder="id, number or name" autocomplete="off" spellcheck="false">
            <label for="outcome">Outcome</label>
            <select id="outcome"><option value="">all</option></select>
            <p id="count" role="status"></p>
            </div>
            <div id="list"><ul id="calls"></ul></div>
            </nav>
            <main id="call" tabindex="-1" aria-label="The call"></main>

            """
        return Array(head.utf8) + style + Array(body.utf8)
    }

    /// One call, as data that the page draws on demand.
    public mutating func story(_ story: Story) -> [UInt8] {
        let summary = StorySummary(story, behaviour.legend)
        var row = JSONWriter()
        row.beginArray()
        row.string(story.callID)
        row.literal(String(story.beganAt.microseconds))
        row.literal(story.endedAt.map { String($0.microseconds) } ?? "null")
        for text in [summary.from, summary.to, summary.outcome, summary.cause, story.mergedInto] { row.string(text) }
        row.literal(String(story.lanes.count))
        row.literal(String(story.messages.count))
        row.string(summary.tone?.rawValue ?? "")
        row.endArray()
        if !index.isEmpty { index.append(UInt8(ascii: ",")) }
        index += row.array
        return Array(#"<script type="application/json" class="call">"#.utf8)
            + ScriptText.escape(json.story(story, behaviour)) + Array("</script>\n".utf8)
    }

    /// The list of calls, the names of the behaviour's parts, and the script.
    public mutating func ending() -> [UInt8] {
        var all = JSONWriter()
        all.beginObject()
        all.key("title")
        all.string(title)
        all.key("file")
        all.string(behaviour.file)
        Self.texts("events", behaviour.tables.events.map(\.name), &all)
        Self.texts("timers", behaviour.tables.timers.map(\.name), &all)
        all.key("states")
        all.beginArray()
        for (number, state) in behaviour.names.states.enumerated() {
            all.beginArray()
            all.string(state.name)
            all.string(state.about)
            all.literal(behaviour.tables.finalStates[number] ? "1" : "0")
            all.endArray()
        }
        all.endArray()
        all.key("triggers")
        all.beginArray()
        for trigger in behaviour.names.triggers {
            all.beginArray()
            for text in [trigger.name, trigger.on, trigger.about] { all.string(text) }
            Self.texts(nil, trigger.conditions, &all)
            all.endArray()
        }
        all.endArray()
        all.key("rules")
        all.beginArray()
        for rule in behaviour.names.rules {
            all.beginArray()
            all.literal(String(rule.line))
            all.string(rule.about)
            Self.texts(nil, rule.conditions, &all)
            Self.texts(nil, rule.actions, &all)
            all.endArray()
        }
        all.endArray()
        all.key("shapes")
        all.beginArray()
        for shape in json.shapes { Self.texts(nil, shape, &all) }
        all.endArray()
        all.key("calls")
        all.beginArray()
        all.literal(index)
        all.endArray()
        all.endObject()
        return Array(#"<script type="application/json" id="index">"#.utf8) + ScriptText.escape(all.array)
            + Array("</script>\n<script>".utf8) + PackageResources.page_js
            + Array("</script>\n</body>\n</html>\n".utf8)
    }

    private static func texts(_ key: String?, _ texts: [String], _ json: inout JSONWriter) {
        if let key { json.key(key) }
        json.beginArray()
        for text in texts { json.string(text) }
        json.endArray()
    }
}

/// What Asterisk documents of its AMI events, by version.
///
/// Read from JSON as `tools/lab/ami-events` makes it of Asterisk's own `core-en_US.xml`: the `versions` looked at; the
/// headers `common` to all events; and for each of the `events` its `versions`, the `class` that who hears it may read, and
/// its `headers`, under `only` the headers that not all versions have, and `open` where any header can be in it.
public struct AMIDocumentation: Sendable {
    private struct Event {
        var versions: [String] = []
        var amiClass: String?
        var headers: Set<String> = []
        var only: [String: [String]] = [:]
        var isOpen = false
    }

    /// What is known of the versions of Asterisk that the project looks at.
    public static let builtIn = AMIDocumentation(PackageResources.ami_events_json)

    /// Where a spec's own documentation lies, which is taken before the one that is built in.
    public static let fileName = "ami-events.json"

    private var events: [String: Event] = [:]
    private var versions: [String] = []
    private var common: Set<String> = []

    /// Reads it from JSON; `nil` where that is not what it is.
    public init?(_ bytes: [UInt8]) {
        guard case (let root?, _) = SourceJSONParser.parse(bytes), case .object(let members) = root.value else {
            return nil
        }
        for member in members {
            switch (member.key, member.value.value) {
            case ("versions", .array(let values)): versions = Self.strings(values)
            case ("common", .array(let values)): common = Set(Self.strings(values))
            case ("events", .object(let members)):
                for member in members { events[member.key] = Self.event(member.value) }
            default: break
            }
        }
        if events.isEmpty { return nil }
    }

    private static func event(_ json: SourceJSON) -> Event {
        var event = Event()
        guard case .object(let parts) = json.value else { return event }
        for part in parts {
            switch (part.key, part.value.value) {
            case ("versions", .array(let values)): event.versions = strings(values)
            case ("class", .string(let text)): event.amiClass = text
            case ("headers", .array(let values)): event.headers = Set(strings(values))
            case ("only", .object(let headers)):
                for header in headers {
                    if case .array(let values) = header.value.value { event.only[header.key] = strings(values) }
                }
            case ("open", .bool(let isOpen)): event.isOpen = isOpen
            default: break
            }
        }
        return event
    }

    private static func strings(_ values: [SourceJSON]) -> [String] {
        values.compactMap { if case .string(let text) = $0.value { text } else { nil } }
    }

    /// Refuses events and headers that no Asterisk has; warns of those that not every version has.
    /// - Returns: The events that were refused.
    func check(_ specification: Specification, into diagnostics: inout Diagnostics) -> Set<Specification.Name> {
        var refused: Set<Specification.Name> = []
        let hasChannels = checkIdentity(specification.ami, into: &diagnostics)
        for declaration in specification.ami.events {
            let name = declaration.name
            guard let event = events[name.text] else {
                refused.insert(name)
                let suggestion = Suggestion.text(for: name.text, among: events.keys)
                let remedy =
                    suggestion.isEmpty ? "; one of a module of your own goes into \(Self.fileName)" : suggestion
                diagnostics.error(at: name.location, "Asterisk has no AMI event '\(name.text)'\(remedy)")
                continue
            }
            checkClass(of: declaration, event.amiClass, specification.ami, into: &diagnostics)
            warnIfPartial(event.versions, "the AMI event '\(name.text)'", at: name.location, into: &diagnostics)
            let identity = hasChannels ? channelHeaders(of: declaration, specification.ami) : []
            for header in declaration.headers + identity {
                if let versions = event.only[header.text] {
                    warnIfPartial(
                        versions, "the header '\(header.text)' of '\(name.text)'", at: header.location,
                        into: &diagnostics)
                    continue
                }
                // Of some events the documentation lists no header at all, or says that any can come.
                if event.isOpen || event.headers.isEmpty || event.headers.contains(header.text) { continue }
                if common.contains(header.text) { continue }
                diagnostics.error(
                    at: header.location,
                    "Asterisk's AMI event '\(name.text)' has no header '\(header.text)'"
                        + Suggestion.text(for: header.text, among: Array(event.headers) + Array(event.only.keys)))
            }
        }
        return refused
    }

    /// Whether the headers by which all events name channels are ones that any event has.
    private func checkIdentity(_ ami: AMIDeclaration, into diagnostics: inout Diagnostics) -> Bool {
        let headers = events.values.reduce(into: [String: Int]()) { counts, event in
            for header in event.headers { counts[header, default: 0] += 1 }
        }
        let known = common.union(headers.keys)
        // What names channels is in many events.
        let usual = headers.filter { $0.value > 9 }.keys
        let own = [ami.channelID, ami.channelName, ami.callID, ami.bridgeID, ami.time].compactMap(\.self)
        let unknown = own.filter { !known.contains($0.text) }
        for header in unknown {
            diagnostics.error(
                at: header.location,
                "no AMI event of Asterisk has a header '\(header.text)'\(Suggestion.text(for: header.text, among: usual))"
            )
        }
        return unknown.isEmpty
    }

    /// The headers by which an event names its channels, with the places where the spec says so.
    private func channelHeaders(of event: EventDeclaration, _ ami: AMIDeclaration) -> [Specification.Name] {
        var headers: [Specification.Name] = []
        if event.channel != .none, event.channel != .everyCall {
            headers.append(.init(text: event.prefix + ami.channelID.text, location: event.name.location))
        }
        if let device = event.peerDevice { headers.append(device) }
        for peer in event.peers {
            headers.append(.init(text: peer.text + ami.channelID.text, location: peer.location))
        }
        return headers
    }

    /// Asterisk sends an event only to users who may read its class, and the connection asks for the spec's classes only.
    private func checkClass(
        of event: EventDeclaration, _ amiClass: String?, _ ami: AMIDeclaration, into diagnostics: inout Diagnostics
    ) {
        // Answers to an action come to whoever sent it. An unknown class is reported elsewhere.
        let answers = ami.rollCall.map { [$0.item.text, $0.complete.text] } ?? []
        guard let amiClass, amiClass != event.amiClass.text, !answers.contains(event.name.text),
            AMIDeclaration.classes.contains(event.amiClass.text)
        else { return }
        diagnostics.error(
            at: event.amiClass.location,
            "Asterisk's AMI event '\(event.name.text)' has the class '\(amiClass)', so with '\(event.amiClass.text)' it would "
                + "never be heard")
    }

    private func warnIfPartial(
        _ some: [String], _ what: String, at location: SourceLocation, into diagnostics: inout Diagnostics
    ) {
        guard some.count < versions.count else { return }
        diagnostics.warning(at: location, "only Asterisk \(some.joined(separator: ", ")) has \(what)")
    }
}

/// What Asterisk documents of its AMI events, by version.
///
/// Read from a JSON object of events, each an object `{"versions": […], "headers": {NAME: […versions]}}`, as the
/// lab makes it from Asterisk's own `core-en_US.xml`.
public struct AMIDocumentation: Sendable {
    private struct Event {
        var versions: [String] = []
        var headers: [String: [String]] = [:]
    }

    private var events: [String: Event] = [:]

    /// Reads it from JSON; `nil` where that is not what it is.
    public init?(_ bytes: [UInt8]) {
        guard case (let root?, _) = SourceJSONParser.parse(bytes), case .object(let members) = root.value else { return nil }
        for member in members {
            guard case .object(let parts) = member.value.value else { continue }
            var event = Event()
            for part in parts {
                switch (part.key, part.value.value) {
                case ("versions", .array(let versions)): event.versions = Self.strings(versions)
                case ("headers", .object(let headers)):
                    for header in headers {
                        if case .array(let versions) = header.value.value { event.headers[header.key] = Self.strings(versions) }
                    }
                default: break
                }
            }
            events[member.key] = event
        }
    }

    private static func strings(_ values: [SourceJSON]) -> [String] {
        values.compactMap { if case .string(let text) = $0.value { text } else { nil } }
    }

    /// Every version that is documented.
    private var versions: [String] { Array(Set(events.values.flatMap(\.versions))).sorted() }

    /// Refuses events and headers that no Asterisk has; warns of those that not every version has.
    func check(_ specification: Specification, into diagnostics: inout Diagnostics) {
        for declaration in specification.ami.events {
            let name = declaration.name
            guard let event = events[name.text] else {
                diagnostics.error(
                    at: name.location,
                    "Asterisk has no AMI event '\(name.text)'\(Suggestion.text(for: name.text, among: events.keys))")
                continue
            }
            warnIfPartial(event.versions, "the AMI event '\(name.text)'", at: name.location, into: &diagnostics)
            for header in declaration.headers + [declaration.rename].compactMap(\.self) {
                guard let versions = event.headers[header.text] else {
                    diagnostics.error(
                        at: header.location,
                        "Asterisk's AMI event '\(name.text)' has no header '\(header.text)'"
                            + Suggestion.text(for: header.text, among: event.headers.keys))
                    continue
                }
                // A header can't be in more versions than its event; that was said above.
                if versions != event.versions {
                    warnIfPartial(
                        versions, "the header '\(header.text)' of '\(name.text)'", at: header.location, into: &diagnostics)
                }
            }
        }
    }

    private func warnIfPartial(
        _ some: [String], _ what: String, at location: SourceLocation, into diagnostics: inout Diagnostics
    ) {
        guard some.count < versions.count else { return }
        diagnostics.warning(at: location, "only Asterisk \(some.joined(separator: ", ")) has \(what)")
    }
}

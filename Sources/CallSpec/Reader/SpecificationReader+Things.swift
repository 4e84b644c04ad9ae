/// What is there besides calls and channels.
extension SpecificationReader {
    /// The names of things, which references are read by: wherever they stand in the spec.
    static func namesOfThings(in root: SourceJSON) -> Set<String> {
        guard case .object(let parts) = root.value,
            case .object(let things)? = parts.first(where: { $0.key == "things" })?.value.value
        else { return [] }
        return Set(things.map(\.key))
    }

    mutating func thing(_ member: SourceJSON.Member) -> ThingDeclaration {
        let errors = diagnostics.errorCount
        var thing = ThingDeclaration(name: .init(text: member.key, location: member.location))
        for part in members(
            member.value, "a thing", keys: ["about", "key", "part_of", "most", "facts", "timers"],
            required: ["about", "key"])
        {
            switch part.key {
            case "about": thing.about = sentence(part.value)
            case "key": thing.key = value(part.value)
            case "part_of": thing.whole = name(part.value)
            case "most":
                thing.most = number(part.value) ?? thing.most
                if !(1...1_000_000).contains(thing.most) {
                    diagnostics.error(at: part.value.location, "the most there can be is from 1 to 1000000")
                    thing.most = 1
                }
            case "facts": thing.facts = members(part.value, "the facts of '\(member.key)'").map { fact($0) }
            default: thing.timers = members(part.value, "the timers of '\(member.key)'").map { timer($0) }
            }
        }
        doubt(thing.name, ifMoreThan: errors)
        return thing
    }

    /// A reference as it is written, without its `$`.
    func reference(_ text: String, at location: SourceLocation) -> Reference {
        Reference(text, at: location, things: things)
    }
}

/// From the bytes of a spec to the program that the tables are rendered from.
public enum SpecificationCompiler {
    /// Reads, resolves and checks a spec.
    ///
    /// - Parameters:
    ///   - bytes: The spec, JSON in UTF-8.
    ///   - documentation: What Asterisk documents of its events, to check names against, where it is at hand.
    /// - Returns: The program, or `nil` where the spec has errors; and all that was found, in reading order.
    public static func compile(
        _ bytes: [UInt8], documentation: AMIDocumentation? = nil
    ) -> (program: CallProgram?, diagnostics: [Diagnostic]) {
        let (program, diagnostics) = resolve(bytes, documentation: documentation)
        return (diagnostics.contains { $0.severity == .error } ? nil : program, diagnostics)
    }

    /// The same for those who want to look at a machine that does not make sense as a whole: the program is there
    /// where all names and types are right.
    public static func resolve(
        _ bytes: [UInt8], documentation: AMIDocumentation? = nil
    ) -> (program: CallProgram?, diagnostics: [Diagnostic]) {
        let (root, syntax) = SourceJSONParser.parse(bytes)
        guard let root else { return (nil, syntax.sorted) }
        var reader = SpecificationReader(diagnostics: syntax)
        let specification = reader.read(root)
        var all = reader.diagnostics
        if let documentation { documentation.check(specification, into: &all) }
        var resolver = SpecificationResolver(specification)
        let program = resolver.resolve()
        for diagnostic in resolver.diagnostics.all { all.add(diagnostic) }
        // Whether states can be reached says nothing while names are wrong.
        guard !all.hasErrors else { return (nil, all.sorted) }
        var checker = MachineChecker(program)
        checker.check()
        for diagnostic in checker.diagnostics.all { all.add(diagnostic) }
        return (program, all.sorted)
    }
}

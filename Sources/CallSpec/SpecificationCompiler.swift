import CallLogic

/// From the bytes of a spec to the program that the tables are rendered from.
public enum SpecificationCompiler {
    /// Reads, resolves and checks a spec.
    ///
    /// - Parameters:
    ///   - bytes: The spec, JSON in UTF-8.
    ///   - name: What it is called, which the program keeps: its file's name.
    ///   - documentation: What Asterisk documents of its events, to check names against, where it is at hand.
    /// - Returns: The program, or `nil` where the spec has errors; and all that was found, in reading order.
    public static func compile(
        _ bytes: [UInt8], name: String = "calls.json", documentation: AMIDocumentation? = nil
    ) -> (program: CallProgram?, diagnostics: [Diagnostic]) {
        let (program, diagnostics) = resolve(bytes, name: name, documentation: documentation)
        return (diagnostics.contains { $0.severity == .error } ? nil : program, diagnostics)
    }

    /// The same for those who want to look at a machine that does not make sense as a whole: the program is there
    /// where all names and types are right.
    public static func resolve(
        _ bytes: [UInt8], name: String = "calls.json", documentation: AMIDocumentation? = nil
    ) -> (program: CallProgram?, diagnostics: [Diagnostic]) {
        let (root, syntax) = SourceJSONParser.parse(bytes)
        guard let root else { return (nil, syntax.sorted) }
        var reader = SpecificationReader(diagnostics: syntax)
        var specification = reader.read(root)
        specification.identity = SpecIdentity(name: name, bytes: bytes)
        var all = reader.diagnostics
        // Where whole parts are missing, every name would be said not to be declared.
        guard specification.hasAllParts else { return (nil, all.sorted) }
        var expander = SpecificationExpander(specification)
        specification = expander.expand()
        for diagnostic in expander.diagnostics.all { all.add(diagnostic) }
        var declarations = DeclarationChecker(specification)
        declarations.check()
        for diagnostic in declarations.diagnostics.all { all.add(diagnostic) }
        if let documentation { specification.doubtful.formUnion(documentation.check(specification, into: &all)) }
        var resolver = SpecificationResolver(specification)
        let program = resolver.resolve()
        for diagnostic in resolver.diagnostics.all { all.add(diagnostic) }
        // Whether states can be reached says nothing while names are wrong.
        guard !all.hasErrors else { return (nil, all.sorted) }
        expander.warnOfUnused(into: &all)
        var checker = MachineChecker(program)
        checker.check()
        for diagnostic in checker.diagnostics.all { all.add(diagnostic) }
        ContradictionChecker(program).check(into: &all)
        return (program, all.sorted)
    }
}

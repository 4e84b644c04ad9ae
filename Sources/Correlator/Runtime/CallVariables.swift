/// What is known of the variables of each call's channels, of those that an installation names.
struct CallVariables: ~Copyable {
    /// The names.
    var names: [String] = []
    /// The name of the header that says them in any event.
    var header: [UInt8] = []
    /// Handles of the values, owned; a row a call.
    var values: [UInt32] = []

    /// The place of a name, with the marks of inheritance before it or without.
    func place(of name: some StringProtocol) -> Int? {
        let bare = name.drop { $0 == "_" }
        return names.firstIndex { $0 == name } ?? names.firstIndex { $0 == bare }
    }

    subscript(call: Int, variable: Int) -> UInt32 {
        get {
            let place = call * names.count + variable
            return values.indices.contains(place) ? values[place] : TextStore.empty
        }
        set {
            let place = call * names.count + variable
            while values.count <= place { values.append(TextStore.empty) }
            values[place] = newValue
        }
    }
}

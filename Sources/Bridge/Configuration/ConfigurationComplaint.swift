/// What is wrong with a value, as the rest of a sentence that begins with the field's name: "is 70000, …".
struct ConfigurationComplaint: Error, Sendable, Equatable {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}

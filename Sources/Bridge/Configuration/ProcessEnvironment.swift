// The C library's `environ` is a variable that anybody could change; nothing in this program does.
@preconcurrency import Glibc

/// The environment this process was started with.
public enum ProcessEnvironment {
    /// All variables by name. What is not UTF-8 is repaired as `String(cString:)` does.
    public static var variables: [String: String] {
        var variables: [String: String] = [:]
        // A list of C strings that ends with a null pointer (environ(7)).
        guard var entry = environ as UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? else { return variables }
        while let text = entry.pointee {
            let pair = String(cString: text)
            if let equals = pair.firstIndex(of: "=") {
                variables[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
            }
            entry += 1
        }
        return variables
    }
}

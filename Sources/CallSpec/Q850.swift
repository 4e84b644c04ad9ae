/// What ITU-T Q.850 says of the codes by which calls end.
public enum Q850 {
    /// The code that stands for the unnamed ones of each class, from the class of normal events upward: normal,
    /// resource unavailable, service not available, service not implemented, invalid message, protocol error,
    /// interworking (ITU-T Q.850, 2.2.5).
    public static let classCodes = [31, 47, 63, 79, 95, 111, 127]

    /// The code that a code without a name is taken for, being "unspecified" in its class.
    public static func classCode(of code: Int) -> Int {
        classCodes.first { code <= $0 } ?? 127
    }
}

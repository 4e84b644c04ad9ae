// Made by callgen from the spec of calls. Edit the spec, not this.

import CallLogic

/// Why a call ended: the causes of ITU-T Q.850 as Asterisk numbers them, and those of the spec beyond it.
public enum HangupCause: UInt8, Sendable, CaseIterable {
    /// No cause was given (0)
    case unknown
    /// The phone is busy (17)
    case busy
    /// Normal (31)
    case classOne
    /// No resources (47)
    case classTwo
    /// Not available (63)
    case classThree
    /// Not implemented (79)
    case classFour
    /// Invalid (95)
    case classFive
    /// Protocol error (111)
    case classSix
    /// Interworking (127)
    case classSeven
    /// Nobody came
    case ignored

    /// The cause of a code, 0 to 127. A code without a name falls to its class (ITU-T Q.850, 2.2.5).
    public init?(code: Int) {
        guard Self.byCode.indices.contains(code) else { return nil }
        self = Self.byCode[code]
    }

    /// The cause with a name, such as `user_busy`; `nil` if the spec has none.
    public init?(name: String) {
        guard let cause = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = cause
    }

    /// Its name, as it is published.
    public var name: String { CallTables.calls.causes[Int(rawValue)].name }

    /// Its code by Q.850; `nil` for one beyond it.
    public var code: Int? { CallTables.calls.causes[Int(rawValue)].code }

    /// A sentence for people.
    public var description: String { CallTables.calls.causes[Int(rawValue)].description }

    /// The causes of the codes from 0 on.
    private static let byCode: [HangupCause] = [
        // 0 to 7
        .unknown, .classOne, .classOne, .classOne, .classOne, .classOne, .classOne, .classOne,
        // 8 to 15
        .classOne, .classOne, .classOne, .classOne, .classOne, .classOne, .classOne, .classOne,
        // 16 to 23
        .classOne, .busy, .classOne, .classOne, .classOne, .classOne, .classOne, .classOne,
        // 24 to 31
        .classOne, .classOne, .classOne, .classOne, .classOne, .classOne, .classOne, .classOne,
        // 32 to 39
        .classTwo, .classTwo, .classTwo, .classTwo, .classTwo, .classTwo, .classTwo, .classTwo,
        // 40 to 47
        .classTwo, .classTwo, .classTwo, .classTwo, .classTwo, .classTwo, .classTwo, .classTwo,
        // 48 to 55
        .classThree, .classThree, .classThree, .classThree, .classThree, .classThree, .classThree, .classThree,
        // 56 to 63
        .classThree, .classThree, .classThree, .classThree, .classThree, .classThree, .classThree, .classThree,
        // 64 to 71
        .classFour, .classFour, .classFour, .classFour, .classFour, .classFour, .classFour, .classFour,
        // 72 to 79
        .classFour, .classFour, .classFour, .classFour, .classFour, .classFour, .classFour, .classFour,
        // 80 to 87
        .classFive, .classFive, .classFive, .classFive, .classFive, .classFive, .classFive, .classFive,
        // 88 to 95
        .classFive, .classFive, .classFive, .classFive, .classFive, .classFive, .classFive, .classFive,
        // 96 to 103
        .classSix, .classSix, .classSix, .classSix, .classSix, .classSix, .classSix, .classSix,
        // 104 to 111
        .classSix, .classSix, .classSix, .classSix, .classSix, .classSix, .classSix, .classSix,
        // 112 to 119
        .classSeven, .classSeven, .classSeven, .classSeven, .classSeven, .classSeven, .classSeven, .classSeven,
        // 120 to 127
        .classSeven, .classSeven, .classSeven, .classSeven, .classSeven, .classSeven, .classSeven, .classSeven,
    ]
}

import CallLogic

extension Source.Known {
    /// What kind of value it is.
    var kind: FactDeclaration.Kind {
        switch self {
        case .now, .callBeganAt: .time
        case .callChannels, .callMessages: .number
        default: .text
        }
    }
}

@_spi(Runtime) import CallLogic

extension FactTable {
    /// How much room it takes.
    var width: FactPlace.Width {
        switch kind {
        case .time: .whole
        case .number: .half
        case .flag, .cause, .word: .quarter
        }
    }
}

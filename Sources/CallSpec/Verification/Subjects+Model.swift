@_spi(Runtime) import CallLogic

extension Subjects {
    /// The call: in a model, everything happens to one.
    var ownCall: Int {
        guard let call else { preconditionFailure("nothing is modelled outside of calls") }
        return call
    }
}

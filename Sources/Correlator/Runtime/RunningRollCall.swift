/// A resynchronisation that was requested and has not ended.
struct RunningRollCall {
    /// By which what answers it is known.
    let actionID: String
    /// How many channels it has named.
    var answers = 0
    /// When it last named one or was first waited for, by the clock of arrival.
    var heard: Timestamp?
}

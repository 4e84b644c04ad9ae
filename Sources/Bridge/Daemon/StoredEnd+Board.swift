import Board
import Correlator
import Store

extension StoredEnd {
    /// A call of the board's.
    init(_ call: EndedCall) {
        self.init(
            callID: call.callID, time: call.time.microseconds,
            rang: Int64((min(max(call.ringSeconds ?? 0, 0), 1e9) * 1000).rounded()), payload: call.payload)
    }

    /// The same for the board.
    func call(of pbx: String, _ legend: Legend) -> EndedCall {
        EndedCall(
            callID: callID, time: Timestamp(microseconds: time), payload: payload,
            ringSeconds: rang > 0 ? Double(rang) / 1000 : nil, of: pbx, legend)
    }
}

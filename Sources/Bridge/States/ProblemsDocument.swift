import Correlator
import Operations

/// What `{prefix}/bridge/problems` says: parts of the bridge that can't be used now, while its work goes on.
enum ProblemsDocument {
    /// One JSON object; the same for the same problems.
    static func text(_ problems: [Problems.Problem], pbx: String?) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.key("count")
        json.number(Int64(problems.count))
        json.key("problems")
        json.beginArray()
        for problem in problems {
            json.beginObject()
            json.key("part")
            json.string(problem.part)
            json.key("problem")
            json.string(problem.text)
            json.key("since")
            json.timestamp(Timestamp(microseconds: problem.since))
            json.endObject()
        }
        json.endArray()
        if let pbx {
            json.key("pbx")
            json.string(pbx)
        }
        json.endObject()
        return json.array
    }
}

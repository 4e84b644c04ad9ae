/// Figures of one PBX as a JSON object: the names of the metrics, without what only Prometheus wants.
public enum FiguresJSON {
    /// An object on one line; the same for the same figures.
    public static func text(_ figures: PBXFigures) -> String {
        let members = Metric.all.compactMap { metric -> String? in
            let samples = metric.samples(figures)
            if metric.label == nil {
                return samples.first.map { "\(JSONText.quoted(metric.name)):\($0.value)" }
            }
            let parts = samples.map { "\(JSONText.quoted($0.label ?? "")):\($0.value)" }
            return "\(JSONText.quoted(metric.name)):{\(parts.joined(separator: ","))}"
        }
        return "{\(members.joined(separator: ","))}"
    }
}

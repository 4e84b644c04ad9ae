/// The metrics of one PBX as a JSON object, without the prefix and suffix that Prometheus needs.
public enum MetricsJSON {
    /// An object on one line; equal metrics give equal text.
    public static func text(_ metrics: PBXMetrics) -> String {
        let members = Metric.all.compactMap { metric -> String? in
            let samples = metric.samples(metrics)
            if metric.label == nil {
                return samples.first.map { "\(JSONText.quoted(metric.name)):\($0.value)" }
            }
            let parts = samples.map { "\(JSONText.quoted($0.label ?? "")):\($0.value)" }
            return "\(JSONText.quoted(metric.name)):{\(parts.joined(separator: ","))}"
        }
        return "{\(members.joined(separator: ","))}"
    }
}

/// Metrics in Prometheus' text format, version 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format).
enum PrometheusText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// All metrics of all PBXs, and those of the process.
    static func text(_ boards: [MetricsBoard], version: String, process: ProcessMetrics) -> String {
        var text = ""
        func head(_ name: String, _ kind: Metric.Kind, _ help: String) {
            text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
        }
        let all = boards.map { (pbx: $0.pbx, metrics: $0.current) }
        for metric in Metric.all {
            head(metric.fullName, metric.kind, metric.help)
            for (pbx, metrics) in all {
                for sample in metric.samples(metrics) {
                    var labels = ["pbx=\"\(escaped(pbx))\""]
                    if let name = metric.label, let value = sample.label {
                        labels.append("\(name)=\"\(escaped(value))\"")
                    }
                    text += "\(metric.fullName){\(labels.joined(separator: ","))} \(sample.value)\n"
                }
            }
        }
        head("asterisk_mqtt_build_info", .gauge, "The version of the daemon; always 1.")
        text += "asterisk_mqtt_build_info{version=\"\(escaped(version))\"} 1\n"
        head("process_resident_memory_bytes", .gauge, "Resident memory of the process.")
        text += "process_resident_memory_bytes \(process.residentBytes)\n"
        head("process_cpu_seconds_total", .counter, "CPU time of the process in seconds.")
        text += "process_cpu_seconds_total \(process.cpuSeconds)\n"
        head("process_open_fds", .gauge, "Open file descriptors of the process.")
        text += "process_open_fds \(process.openFiles)\n"
        head("process_start_time_seconds", .gauge, "Start time of the process in seconds since 1970.")
        text += "process_start_time_seconds \(process.startSeconds)\n"
        return text
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}

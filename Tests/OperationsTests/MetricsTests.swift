import Testing

@testable import Operations

@Suite("Metrics")
struct MetricsTests {
    private func metrics() -> PBXMetrics {
        var metrics = PBXMetrics()
        metrics.reconnects = ["lost": 2, "tls": 1]
        metrics.openCalls = 3
        metrics.store = .init(messages: 4, bytes: 5, givenUp: 6)
        return metrics
    }

    @Test("For Prometheus, each value is of its PBX, and names can't break out of their labels")
    func prometheus() {
        let board = MetricsBoard(pbx: "a\"b\\c\nd")
        board.current = metrics()
        let text = PrometheusText.text([board], version: "1", process: ProcessMetrics())
        let pbx = "pbx=\"a\\\"b\\\\c\\nd\""
        for line in [
            "# TYPE asterisk_mqtt_ami_reconnects_total counter",
            "asterisk_mqtt_ami_reconnects_total{\(pbx),reason=\"lost\"} 2",
            "asterisk_mqtt_ami_reconnects_total{\(pbx),reason=\"tls\"} 1",
            "# TYPE asterisk_mqtt_calls_open gauge", "asterisk_mqtt_calls_open{\(pbx)} 3",
            "asterisk_mqtt_store_bytes{\(pbx)} 5", "asterisk_mqtt_store_given_up_total{\(pbx)} 6",
        ] {
            #expect(text.contains("\n\(line)\n"), "\(text)")
        }
        // A line a value, and no other.
        for line in text.split(separator: "\n") {
            #expect(line.hasPrefix("# ") || line.wholeMatch(of: /[a-z_]+(\{.*\})? [0-9.]+/) != nil, "\(line)")
        }
    }

    @Test("As JSON they are the same for the same, and have no store where there is none")
    func json() {
        var metrics = metrics()
        let text = MetricsJSON.text(metrics)
        #expect(text == MetricsJSON.text(metrics))
        #expect(text.hasPrefix("{\"ami_connected\":0,\"ami_reconnects\":{\"lost\":2,\"tls\":1},\"ami_bytes\":0,"))
        #expect(text.hasSuffix(",\"store_messages\":4,\"store_bytes\":5,\"store_given_up\":6}"))
        metrics.store = nil
        #expect(MetricsJSON.text(metrics).hasSuffix("\"mqtt_waiting\":0}"))
    }

    @Test("The kernel's metrics of this process are there")
    func process() {
        let process = ProcessMetrics.now()
        #expect(process.residentBytes > 1_000_000 && process.openFiles >= 3)
        #expect(process.cpuSeconds > 0 && process.startSeconds > 1_700_000_000)
    }
}

import Hummingbird

/// `/metrics`
struct MetricsRoute {
    let state: DaemonState

    func add(to routes: RouterGroup<BasicRequestContext>) {
        routes.get("/metrics") { [state] _, _ in
            let text = PrometheusText.text(state.boards.all, version: state.version, process: .now())
            return Response(
                status: .ok, headers: [.contentType: PrometheusText.contentType],
                body: .init(byteBuffer: .init(string: text)))
        }
    }
}

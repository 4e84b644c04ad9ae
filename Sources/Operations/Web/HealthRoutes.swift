import HTTPTypes
import Hummingbird

/// `/livez` and `/readyz`
struct HealthRoutes {
    let state: DaemonState

    func add(to routes: RouterGroup<BasicRequestContext>) {
        routes.get("/livez") { [state] _, _ in
            Self.answer(state.heartbeat.beats() ? nil : "an event loop is blocked")
        }
        routes.get("/readyz") { [state] _, _ in
            let parts = state.boards.all.map { board in
                let metrics = board.current
                var parts = [
                    "\"pbx\":\(JSONText.quoted(board.pbx))", "\"ami\":\(metrics.isLoggedIn)",
                    "\"mqtt\":\(metrics.isConnected)",
                ]
                if !metrics.isLoggedIn, !metrics.loginProblem.isEmpty {
                    parts.append("\"why\":\(JSONText.quoted(metrics.loginProblem))")
                }
                if !metrics.isConnected, !metrics.brokerProblem.isEmpty {
                    parts.append("\"mqtt_why\":\(JSONText.quoted(metrics.brokerProblem))")
                }
                return (isReady: metrics.isLoggedIn && metrics.isConnected, text: "{\(parts.joined(separator: ","))}")
            }
            let isReady = parts.allSatisfy(\.isReady)
            let body = "{\"ready\":\(isReady),\"pbxs\":[\(parts.map(\.text).joined(separator: ","))]}\n"
            return Self.response(isReady ? .ok : .serviceUnavailable, "application/json", body)
        }
    }

    private static func answer(_ problem: String?) -> Response {
        response(problem == nil ? .ok : .serviceUnavailable, "text/plain; charset=utf-8", "\(problem ?? "ok")\n")
    }

    private static func response(_ status: HTTPResponse.Status, _ type: String, _ body: String) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: .init(byteBuffer: .init(string: body)))
    }
}

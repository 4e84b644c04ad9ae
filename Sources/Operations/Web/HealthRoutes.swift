import HTTPTypes
import Hummingbird

/// `/livez` and `/readyz`
struct HealthRoutes {
    let state: DaemonState

    func add(to routes: RouterGroup<BasicRequestContext>) {
        routes.get("/livez") { [state] _, _ in
            Self.answer(state.heartbeat.beats() ? nil : "an event loop stands still")
        }
        routes.get("/readyz") { [state] _, _ in
            let parts = state.boards.all.map { board in
                let figures = board.current
                var parts = [
                    "\"pbx\":\(JSONText.quoted(board.pbx))", "\"ami\":\(figures.isLoggedIn)",
                    "\"mqtt\":\(figures.isConnected)",
                ]
                if !figures.isLoggedIn, !figures.loginProblem.isEmpty {
                    parts.append("\"why\":\(JSONText.quoted(figures.loginProblem))")
                }
                return (isReady: figures.isLoggedIn && figures.isConnected, text: "{\(parts.joined(separator: ","))}")
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

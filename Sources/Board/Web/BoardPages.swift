import HTTPTypes
package import Hummingbird
import NIOCore
import Operations

/// The page at `/`, and what it asks for.
package struct BoardPages: WebPages {
    private let board: LiveBoard

    /// The pages of a board.
    package init(_ board: LiveBoard) {
        self.board = board
    }

    package func add(to routes: RouterGroup<BasicRequestContext>, asksForToken: Bool) {
        let routes = routes.group()
        routes.add(middleware: PageHeaders())
        if !asksForToken { routes.add(middleware: NumbersOnly()) }
        for (path, type, content) in [
            ("/", "text/html; charset=utf-8", PackageResources.board_html),
            ("/board.css", "text/css; charset=utf-8", PackageResources.board_css),
            ("/recent.js", "text/javascript; charset=utf-8", PackageResources.recent_js),
            ("/things.js", "text/javascript; charset=utf-8", PackageResources.things_js),
            ("/board.js", "text/javascript; charset=utf-8", PackageResources.board_js),
        ] {
            let body = ByteBuffer(bytes: content)
            routes.get(RouterPath(path)) { _, _ in
                Response(status: .ok, headers: [.contentType: type], body: .init(byteBuffer: body))
            }
        }
        routes.get("/board/search") { [board] request, _ in
            let parameters = request.uri.queryParameters
            let found = board.search(
                parameters["q"].map(String.init) ?? "", parameters["fate"].flatMap { Fate(rawValue: String($0)) })
            return Response(
                status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: .init(bytes: found)))
        }
        routes.get("/board/events") { [board] request, _ in Self.events(of: board, for: request) }
    }

    private static func events(of board: LiveBoard, for request: Request) -> Response {
        guard let watcher = board.watchers.add() else {
            return Response(
                status: .serviceUnavailable,
                headers: [.retryAfter: "10", .contentType: "text/plain; charset=utf-8"],
                body: .init(byteBuffer: .init(string: "\(Watchers.limit) look at the board already\n")))
        }
        let lastEventID = HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] }
        let stream = BoardStream(board: board, watcher: watcher, lastEventID: lastEventID)
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream; charset=utf-8"],
            body: .init { writer in
                try await request.body.consumeWithInboundCloseHandler { _ in
                    try await stream.write(to: &writer)
                } onInboundClosed: {
                    watcher.leave()
                }
                try await writer.finish(nil)
            })
    }
}

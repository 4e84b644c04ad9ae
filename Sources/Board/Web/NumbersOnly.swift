import HTTPTypes
import Hummingbird

/// Lets only those through who address the daemon by a number, or as `localhost`.
///
/// A page of somebody else can have its own host name lead to this machine (DNS rebinding), and then read what a browser
/// here can reach. By its name it is refused. Where a token is asked for there is no need of it: browsers show that to
/// the host that it was given to, and no other.
struct NumbersOnly<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard Self.isNumber(request.head.authority ?? "") else {
            return Response(
                status: .misdirectedRequest, headers: [.contentType: "text/plain; charset=utf-8"],
                body: .init(
                    byteBuffer: .init(
                        string: "without a token, the board is shown at localhost or an IP address, and under no other "
                            + "name; set http.token_file\n")))
        }
        return try await next(request, context)
    }

    /// Whether `HOST[:PORT]` has an address or `localhost` for its host.
    private static func isNumber(_ authority: String) -> Bool {
        if authority.hasPrefix("[") { return true }
        let host = authority.prefix { $0 != ":" }
        // No top-level domain is a number (RFC 3696, 2), so what ends in one is no name.
        return host == "localhost" || !host.isEmpty && host.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") }
    }
}

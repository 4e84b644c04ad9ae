import HTTPTypes
import Hummingbird

/// HTTP headers of each page: it loads nothing from elsewhere, is in no frame, and is kept
/// nowhere, since it says who calls whom.
struct PageHeaders<Context: RequestContext>: RouterMiddleware {
    private static var fields: [(name: String, value: String)] {
        [
            (
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
                    + "base-uri 'none'; frame-ancestors 'none'; form-action 'none'"
            ),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cache-Control", "no-store"),
            // So that nginx passes on events as they come.
            ("X-Accel-Buffering", "no"),
        ]
    }

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for (name, value) in Self.fields {
            if let name = HTTPField.Name(name) { response.headers[name] = value }
        }
        return response
    }
}

import Crypto
import HTTPTypes
import Hummingbird

/// Lets only those through who show the token (RFC 6750, 2.1).
struct BearerToken<Context: RequestContext>: RouterMiddleware {
    private let digest: SHA256Digest

    init(_ token: String) {
        digest = Self.digest(token)
    }

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let words = request.headers[.authorization]?.split(separator: " ", maxSplits: 1) ?? []
        // Digests are compared, in constant time: how long it takes tells nothing of the token.
        guard words.count == 2, words[0].lowercased() == "bearer", Self.digest(words[1]) == digest else {
            return Response(
                status: .unauthorized,
                headers: [.wwwAuthenticate: "Bearer", .contentType: "text/plain; charset=utf-8"],
                body: .init(byteBuffer: .init(string: "show the token of http.token_file: Authorization: Bearer …\n")))
        }
        return try await next(request, context)
    }

    private static func digest(_ text: some StringProtocol) -> SHA256Digest {
        SHA256.hash(data: Array(text.utf8))
    }
}

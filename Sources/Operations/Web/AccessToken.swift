import Crypto
import FoundationEssentials
import HTTPTypes
import Hummingbird

/// Lets only those through who show the token: programs as a bearer token (RFC 6750, 2.1), and browsers, which ask for
/// it by themselves, as the password of any user (RFC 7617).
///
/// Browsers are not handed a cookie for it, and do not take it in a URL: a cookie goes to all ports of a host, and a URL
/// into histories and logs. They keep a password for this one origin, and show it in `EventSource`, too.
struct AccessToken<Context: RequestContext>: RouterMiddleware {
    /// Who asks: what is said to those who show nothing.
    enum Audience: String {
        case programs = "Bearer"
        case people = "Basic realm=\"asterisk-mqtt\", charset=\"UTF-8\""
    }

    private let digest: SHA256Digest
    private let audience: Audience

    init(_ token: String, for audience: Audience) {
        digest = Self.digest(token)
        self.audience = audience
    }

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        // Digests are compared, in constant time: how long it takes tells nothing of the token.
        guard let shown = Self.shown(by: request), Self.digest(shown) == digest else {
            let remedy =
                switch audience {
                case .programs: "show the token of http.token_file: Authorization: Bearer …"
                case .people: "give the token of http.token_file as the password; the user's name is of no matter"
                }
            return Response(
                status: .unauthorized,
                headers: [.wwwAuthenticate: audience.rawValue, .contentType: "text/plain; charset=utf-8"],
                body: .init(byteBuffer: .init(string: remedy + "\n")))
        }
        return try await next(request, context)
    }

    private static func shown(by request: Request) -> String? {
        let words = request.headers[.authorization]?.split(separator: " ", maxSplits: 1) ?? []
        guard words.count == 2 else { return nil }
        switch words[0].lowercased() {
        case "bearer": return String(words[1])
        case "basic":
            guard let bytes = Data(base64Encoded: String(words[1])) else { return nil }
            let parts = String(decoding: bytes, as: UTF8.self).split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return parts.count == 2 ? String(parts[1]) : nil
        default: return nil
        }
    }

    private static func digest(_ text: String) -> SHA256Digest {
        SHA256.hash(data: Array(text.utf8))
    }
}

import Digests
import FoundationEssentials
import HTTPTypes
import Hummingbird

/// Requires the token: from programs as a bearer token (RFC 6750, 2.1), from browsers as the password of any user
/// (RFC 7617).
///
/// There is no cookie and no URL parameter: a cookie goes to all ports of a host, and URLs end up in histories and
/// logs. Browsers keep a password for one origin and also send it with `EventSource`.
struct AccessToken<Context: RequestContext>: RouterMiddleware {
    /// The kind of client: how it is asked for the token.
    enum Audience: String {
        case programs = "Bearer"
        case people = "Basic realm=\"asterisk-mqtt\", charset=\"UTF-8\""
    }

    private let digest: [UInt8]
    private let audience: Audience

    init(_ token: String, for audience: Audience) {
        digest = Self.digest(token)
        self.audience = audience
    }

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        // Digests are compared in constant time, so that the time reveals nothing about the token.
        guard let shown = Self.shown(by: request), MessageDigest.areEqual(Self.digest(shown), digest) else {
            let remedy =
                switch audience {
                case .programs: "send the token of http.token_file: Authorization: Bearer …"
                case .people: "enter the token of http.token_file as the password, with any user name"
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

    private static func digest(_ text: String) -> [UInt8] {
        MessageDigest.sha256(text.utf8)
    }
}

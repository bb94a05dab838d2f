import Contracts
import HTTPTypes
package import Hummingbird
package import Web

/// Pages over HTTP: the policy that browsers hold them to, the language of a request, the answer.
package enum PageResponse {
    /// Only what this server serves, only from files, nothing inline, no frame, no plug-in.
    package static let policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    private static let languageCookie = "lang"
    private static let yearSeconds = 31_536_000

    /// A page with its policy.
    package static func html(_ html: String, status: HTTPResponse.Status = .ok) -> Response {
        var response = Response.text(html, mediaType: "text/html; charset=utf-8", status: status)
        guarded(&response)
        return response
    }

    /// Puts the policy on an answer that a browser shows.
    package static func guarded(_ response: inout Response) {
        response.headers[.contentSecurityPolicy] = policy
        // `same-origin` and not `no-referrer`: a form's answer is known by its origin.
        for name in ["Referrer-Policy", "Cross-Origin-Opener-Policy"] {
            guard let name = HTTPField.Name(name) else { continue }
            response.headers[name] = "same-origin"
        }
        response.headers[.vary] = "Cookie, Accept, Accept-Encoding"
    }

    /// Another address to go to, after a form.
    package static func seeOther(_ path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path, .cacheControl: "no-store"])
    }

    /// The language of a request: of its query, else of its cookie, else Chinese.
    package static func language(of request: Request) -> Language {
        let named = request.query("lang") ?? request.cookie(languageCookie)
        return named.flatMap { Language(rawValue: $0) } ?? .chinese
    }

    /// Keeps the language that the query names for the next pages.
    package static func remembering(_ request: Request, in response: Response) -> Response {
        guard let named = request.query("lang"), let language = Language(rawValue: named) else { return response }
        var response = response
        response.headers[values: .setCookie].append(
            "\(languageCookie)=\(language.rawValue); Path=/; Max-Age=\(yearSeconds); SameSite=Lax; HttpOnly")
        // The address without the name has another page now for whoever keeps this answer.
        response.headers[.cacheControl] = "private, max-age=0"
        return response
    }

    /// The answer to a request for an asset.
    package static func asset(_ asset: PageAsset, for request: Request) -> Response {
        var response = Response.bytes(asset.bytes, mediaType: asset.mediaType)
        response = response.cached(seconds: yearSeconds, tag: Digest.sha256(asset.bytes), for: request)
        response.headers[.cacheControl] = "public, max-age=\(yearSeconds), immutable"
        return response
    }

    /// Whether the caller is a browser that shows pages, by what it accepts.
    package static func wantsPage(_ request: Request) -> Bool {
        (request.headers[.accept] ?? "").contains("text/html")
    }

    /// Routes that serve assets.
    package static func endpoints(_ assets: [PageAsset]) -> [Endpoint] {
        let known = Dictionary(assets.map { ($0.name, $0) }) { first, _ in first }
        let manual = Endpoint.Manual(
            "样式表、脚本和图标；地址随内容变化，可以永久缓存", parameters: [.init("name", .path, "文件名")],
            answer: .text("text/css", "文件"), problems: [.notFound])
        return [
            Endpoint(.get, "\(PageAsset.folder)/{name}", .open, manual) { request, context in
                guard let asset = known[try context.parameter("name")] else { throw Problem.noRoute }
                return PageResponse.asset(asset, for: request)
            }
        ]
    }
}

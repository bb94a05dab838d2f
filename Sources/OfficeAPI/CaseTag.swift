import Contracts
import Hummingbird
import Web

/// The tag of a case as one officer read it (RFC 9110, 8.8.3): its version, and the hash of what was shown.
struct CaseTag: CustomStringConvertible {
    private static let shownDigits = 16

    let version: Int
    private let shown: String

    init(version: Int, page: JSONValue) {
        self.version = version
        shown = String(Digest.sha256(page.bytes).description.prefix(CaseTag.shownDigits))
    }

    var description: String { "\"\(version)-\(shown)\"" }

    /// The page with its tag; 304 for whoever has it already.
    func response(_ page: JSONValue, for request: Request) -> Response {
        let known = (request.headers[.ifNoneMatch] ?? "").split(separator: ",").contains {
            $0.filter { $0 != " " } == description
        }
        var response = known ? Response(status: .notModified) : Response.json(page)
        response.headers[.eTag] = description
        response.headers[.cacheControl] = "private, no-cache"
        return response
    }

    /// The version that `If-Match` names; nil without one, and for `*`.
    ///
    /// - Throws: 400 for what is no tag of a case.
    static func version(inMatch request: Request) throws(Problem) -> Int? {
        guard let given = request.headers[.ifMatch], given != "*" else { return nil }
        let bare = given.filter { $0 != " " }
        guard bare.hasPrefix("\""), bare.hasSuffix("\""), bare.utf8.count > 2,
            let version = Int(bare.dropFirst().dropLast().prefix { $0 != "-" }), version > 0
        else {
            throw Problem(
                .badRequest, "IF_MATCH_INVALID", "请求头If-Match应为查询案件时所得的一个ETag，如“\"12-0a1b2c3d4e5f6071\"”。")
        }
        return version
    }
}

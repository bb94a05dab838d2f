import Casework
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import OfficeAPI
import Pages
import Web
import Workers

extension Console {
    /// A problem as a page; nil for programs, which get the document.
    func problemPage(_ problem: Problem, _ request: Request, reference: String) async -> Response? {
        let path = request.uri.path
        guard !["/api/", "/assets/"].contains(where: { path.hasPrefix($0) }), PageResponse.wantsPage(request) else {
            return nil
        }
        if problem.status == .unauthorized { return PageResponse.seeOther(Console.signIn(behind: request)) }
        if problem.code == "PASSWORD_MUST_CHANGE" { return PageResponse.seeOther(Sitting.firstPassword) }
        do {
            let visit = await stranger(request)
            let headline = Console.headline(problem.status.code).in(visit.language)
            let content: [String: PageValue] = [
                "headline": .text(headline), "tone": .text(problem.status.code >= 500 ? "bad" : "warn"),
                "detail": .text(problem.detail), "basis": .optional(problem.legalBasis),
                "mistakes": .list(problem.mistakes.map { .text($0.detail) }),
                "reference": .text(reference), "code": .text(problem.code),
            ]
            return try page("problem", title: headline, status: problem.status, content, visit, request)
        } catch {
            // The page itself cannot be made: the plain document still tells the problem.
            backend.logger.error(
                "a problem's page failed", metadata: ["error": "\(error)", "reference": "\(reference)"])
            return nil
        }
    }

    /// Where somebody signs in who then goes on to what was asked for.
    private static func signIn(behind request: Request) -> String {
        let isRead = request.method == .get || request.method == .head
        // A form that came too late is opened again with its draft; other acts are not repeated by themselves.
        let isForm = request.uri.path.hasPrefix("/cases/")
        guard isRead || isForm, request.uri.path != "/" else { return "/sign-in" }
        let address = isRead ? request.uri.string : request.uri.path + "?draft=1"
        let wanted = address.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return "/sign-in?next=\(wanted)"
    }

    private static func headline(_ status: Int) -> Words {
        switch status {
        case 403: Words("无权办理", "Not allowed")
        case 404: Words("没有找到", "Not found")
        case 409: Words("与当前状态冲突", "Conflict")
        case 410: Words("已销毁", "Gone")
        case 422: Words("不予办理", "Refused")
        case 503: Words("暂时不可用", "Not available now")
        default: status >= 500 ? Words("服务内部错误", "Internal error") : Words("请求有误", "Not understood")
        }
    }
}

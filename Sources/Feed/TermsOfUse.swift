import Hummingbird
import Pages
import Web

/// What anybody may do with the data: one text for the page and for programs.
enum TermsOfUse {
    /// The clauses, in order.
    static let clauses = [
        Words(
            "公示信息可以免费查询、引用、下载、转载、分析和再利用，无需注册；再利用时请注明来源、公示编号和取得时间。",
            "What is shown may be looked up, quoted, downloaded, analysed and used again free of charge and without an account; "
                + "name the source, the publication number and the time."),
        Words(
            "信息由作出决定的机关提供并负责，以最高版本为准。本平台只作去标识化处理和展示，展示内容与公示日志一致，任何人可以自行核验。",
            "The deciding agency answers for the content; the highest version counts. This site masks and shows it; that it "
                + "shows what the log says can be verified by anybody."),
        Words(
            "再利用方应当与本平台保持一致（信用修复管理办法第二十四条：与“信用中国”不一致的，以“信用中国”为准）：信息更正、撤回、停止公示、屏蔽的，"
                + "应当同步更正或者停止展示。请跟随 /api/v1/changes 或者 /api/v1/events，action为withdraw、stop、shield、archive、"
                + "withhold、erase的应予删除；至少每日同步一次。",
            "Whoever uses it again must follow corrections, withdrawals and ends (NDRC order 36, article 24): read "
                + "/api/v1/changes or /api/v1/events at least once a day, and drop what has the action withdraw, stop, shield, "
                + "archive, withhold or erase."),
        Words(
            "公示期届满或者信用修复后停止公示的信息，不得继续展示、提供和使用。",
            "What has ended by its last day or by repair may not be shown, passed on or used any more."),
        Words(
            "不得识别自然人，不得与其他数据合并后推断或者搜集个人信息，不得伪造、变造。",
            "Do not identify natural persons, do not infer or collect personal information, do not forge or alter."),
        Words(
            "请合理控制访问频率；超出的答复429和Retry-After。需要全部数据的，请下载快照（/api/v1/snapshot）并以增量更新，不要逐页抓取。",
            "Keep your rate within reason; what is above it is answered with 429 and Retry-After. For everything there is, "
                + "take the snapshot (/api/v1/snapshot) and follow the changes; do not crawl pages."),
        Words(
            "查询记录只保存时间、命中条数和当日密钥下的散列，不保存查询词和查询人；语言选择和表格防伪使用Cookie，没有第三方脚本，不作跟踪。",
            "Of a search its time, the number of hits and a hash under a key of the day are kept, not the words and not who "
                + "asked. Cookies keep the language and protect forms. There are no third-party scripts and no tracking."
        ),
    ]

    /// The text for programs and for reading without a browser.
    static let endpoint = Endpoint(
        .get, "/terms.txt", .open, .init("使用条款", answer: .text("text/plain", "使用条款"))
    ) { request, _ in
        try Response.kept(body, mediaType: "text/plain; charset=utf-8", seconds: 86_400, for: request)
    }

    private static let body = KeptBody(Array(Language.allCases.map { text($0) }.joined(separator: "\n").utf8))

    private static func text(_ language: Language) -> String {
        let title = Words("信用公示数据使用条款", "Terms of use of the credit publications").in(language)
        let lines = clauses.enumerated().map { "\($0.offset + 1). \($0.element.in(language))\n" }
        return "\(title)\n\n\(lines.joined())"
    }
}

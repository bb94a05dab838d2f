import Pages

/// The texts of the portal that templates name.
enum PortalCatalogue {
    static let all = Catalogue(general).merging(Catalogue(record)).merging(Catalogue(forms)).merging(Catalogue(log))

    private static let general: [String: Words] = [
        "homeTitle": Words("公示信息查询", "Search public records"),
        "homeLead": Words(
            "查询行政机关依法公示的行政许可、行政处罚和失信名单等信息。由作出决定的机关对内容负责，已作去标识化处理。",
            "Look up licences, penalties and lists that agencies publish by law. The deciding agency answers for each item; "
                + "personal data are masked."),
        "search": Words("查询", "Search"), "searchTitle": Words("查询结果", "Search results"),
        "searchLabel": Words("企业名称、统一社会信用代码或者文书号", "Name of a firm, its credit code, or a document number"),
        "searchHint": Words(
            "名称至少两个字，最多显示50条；过于宽泛的词（如“有限公司”）不予查询。",
            "At least two characters of a name; at most 50 hits; words that are too general are refused."),
        "figures": Words("公示概况", "At a glance"), "latest": Words("最新公示", "Latest publications"),
        "allLatest": Words("查看全部最新公示", "All latest publications"),
        "nothingYet": Words("目前没有公示信息。", "Nothing is published at present."),
        "nothingHere": Words("没有符合条件的公示信息。", "Nothing fits these filters."),
        "navHome": Words("首页", "Home"), "navLatest": Words("最新公示", "Latest"),
        "navStatistics": Words("统计", "Statistics"), "navGuide": Words("修复与异议", "Repair and objection"),
        "navLog": Words("公示日志", "Public log"), "navTerms": Words("使用条款", "Terms of use"),
        "navDevelopers": Words("开发者与记者", "Developers and journalists"),
        "footNote": Words(
            "没有公示信息不等于登记机关没有该主体，也不是信用证明。信息以作出决定的机关为准。",
            "That nothing is shown proves neither that a firm is unknown nor that it is sound. The deciding agency's file prevails."
        ),
        "kind": Words("种类", "Kind"), "agency": Words("公示机关", "Agency"), "filter": Words("筛选", "Filter"),
        "reference": Words("请求编号", "Reference"), "toHome": Words("返回首页", "Back to the start"),
        "siteSuffix": Words("信用公示", "Credit publications"),
    ]

    private static let record: [String: Words] = [
        "uscc": Words("统一社会信用代码", "Unified social credit code"),
        "firmNote": Words(
            "只列现行公示信息；已撤回、已停止公示的不再显示。", "Only what stands is listed; what was withdrawn or has ended is not shown."),
        "noneOfKind": Words("没有现行公示信息。", "Nothing stands."),
        "version": Words("版本", "Version"), "publishedBy": Words("公示机关", "Agency"),
        "objectionHead": Words("当事人对该信息有异议", "The firm objects to this item"),
        "object": Words("提出异议", "Object"), "repair": Words("申请信用修复", "Apply for repair"),
        "allOfFirm": Words("该企业全部公示信息", "All about this firm"), "content": Words("公示内容", "Content"),
        "channels": Words("公示渠道和期限", "Channels and periods"), "history": Words("版本历史", "History"),
        "logPlace": Words("日志序号", "log place"),
        "publicationNo": Words("公示编号", "Publication"), "proofData": Words("日志证明（JSON）", "Proof in the log (JSON)"),
        "endedReason": Words("原因：", "Reason:"),
        "endedLead": Words(
            "内容不再显示。下面是公示日志中保留的经过，任何人都可以核验它没有被悄悄改动。",
            "The content is no longer shown. What remains in the public log is below; anybody can verify that it was not changed in silence."
        ),
        "verifyHead": Words("核验这条信息", "Verify this record"),
        "verifyLead": Words(
            "在您的浏览器中重新计算：内容的哈希、在公示日志中的位置、检查点的签名和见证机关的联署。不依赖本网站的结论。",
            "Your browser computes anew: the hash of the content, its place in the public log, the signature of the checkpoint "
                + "and the witnesses. Nothing is taken on this site's word."),
        "verify": Words("开始核验", "Verify"),
        "verifyNoScript": Words(
            "核验需要启用JavaScript；也可以用命令行核验。", "This needs JavaScript; the command line can verify too."),
        "verifyOwnKey": Words("用您自己取得的日志公钥核验", "Verify with a key of the log that you got elsewhere"),
        "verifyKeyLabel": Words("日志公钥", "Key of the log"),
        "verifyKeyHint": Words(
            "格式：名称+编号+公钥。留空则使用本网站公布的公钥。", "As name+id+key. Left empty, the key that this site tells is used."),
    ]

    private static let forms: [String: Words] = [
        "send": Words("提交", "Send"), "back": Words("返回", "Back"),
        "formPrivacy": Words(
            "所填内容只发送给作出决定的机关用于办理，不公示。请勿填写身份证号码、银行账号。",
            "What you write goes only to the deciding agency and is not published. Do not enter ID or account numbers."),
        "receiptNumber": Words("受理编号", "Receipt number"),
        "receiptKeep": Words(
            "请保存受理编号。它只表示申请已经送达，不表示申请成立。",
            "Keep this number. It says that the application has arrived, not that it is granted."),
    ]

    private static let log: [String: Words] = [
        "logLead": Words(
            "每一次公示、更正、撤回和停止公示都是公示日志的一项。日志只增不改，每一项进入一棵哈希树，树根由平台签名，由各机关联署见证。",
            "Each publication, correction, withdrawal and end is an entry of the public log. It only grows; a hash tree covers "
                + "every entry, its root is signed here and cosigned by the offices as witnesses."),
        "checkpoint": Words("最新检查点", "Newest checkpoint"), "witnesses": Words("见证机关", "Witnesses"),
        "checkpointNote": Words("检查点全文", "The checkpoint itself"),
        "noCheckpoint": Words("公示日志还没有检查点，请稍后再看。", "The log has no checkpoint yet; look again soon."),
        "keys": Words("公钥", "Keys"),
        "keysLead": Words(
            "请与登记机关公布的目录核对；只信任本网站给出的公钥，等于只信任本网站。",
            "Compare them with the registrar's directory: to trust only what this site tells is to trust only this site."
        ),
        "checkYourself": Words("自行核验整个日志", "Check the whole log yourself"),
    ]

    /// Words of the verification script, by its step and state.
    static func verification(_ language: Language) -> [(String, String)] {
        verifying.map { ($0.0, $0.1.in(language)) }
    }

    private static let verifying: [(String, Words)] = [
        ("good", Words("通过", "Passed")), ("bad", Words("不符", "Failed")), ("warn", Words("未能确认", "Not confirmed")),
        ("running", Words("正在核验……", "Verifying …")),
        (
            "holds",
            Words(
                "核验通过：这条信息在公示日志中，显示的内容与日志一致。",
                "Verified: this record is in the public log and reads as the log has it.")
        ),
        (
            "partly",
            Words("能够核验的部分通过，有步骤未能确认，见下。", "What could be checked holds; some steps could not be confirmed, see below.")
        ),
        (
            "fails",
            Words("核验不通过：请保存本页，并告知作出决定的机关。", "Verification FAILED: keep this page and tell the deciding agency.")
        ),
        (
            "insecure",
            Words("浏览器只在安全连接（HTTPS）下提供核验所需的功能。", "Browsers offer what is needed on secure connections (HTTPS) only.")
        ),
        ("fetch", Words("取得证明和检查点", "Proof and checkpoint")),
        ("fetch.good", Words("日志第{place}项，检查点覆盖{size}项。", "Entry {place}; the checkpoint covers {size} entries.")),
        (
            "fetch.bad",
            Words(
                "未能取得或者无法读懂：{what}。刚刚公示的信息请过几秒再试。",
                "Could not be had or read: {what}. If it was published just now, try again in some seconds.")
        ),
        ("content", Words("内容与加盐哈希", "Content against its salted hash")),
        ("content.good", Words("内容的哈希与日志中的承诺一致：{hash}", "The hash is the one committed to: {hash}")),
        (
            "content.bad",
            Words("内容的哈希与日志中的承诺不一致，内容被改动过。", "The hash is not the one committed to: the content was changed.")
        ),
        ("content.warn", Words("内容已依法删除，只能核验存在。", "The content was erased by law; only its existence can be checked.")),
        ("shown", Words("本页显示的内容与日志", "This page against the log")),
        ("shown.good", Words("{count}个字段一致，第{version}个事件。", "{count} fields agree; event {version}.")),
        ("shown.bad", Words("不一致的字段：{what}", "These differ: {what}")),
        ("path", Words("在哈希树中的位置", "Place in the tree")),
        ("path.good", Words("由{hashes}个哈希算出树根：{root}", "{hashes} hashes lead to the root: {root}")),
        (
            "path.bad",
            Words("算不出检查点的树根，这一项不在日志中。", "They do not lead to the root of the checkpoint: the entry is not in the log.")
        ),
        ("signature", Words("检查点的签名", "Signature of the checkpoint")),
        ("signature.good", Words("由{what}签名。", "Signed by {what}.")),
        ("signature.bad", Words("没有{what}的有效签名。", "There is no valid signature of {what}.")),
        (
            "signature.unsupported",
            Words(
                "这个浏览器不支持Ed25519签名，请换用较新的浏览器，或者用命令行核验。",
                "This browser cannot verify Ed25519; use a newer one, or the command line.")
        ),
        ("witnesses", Words("见证机关的联署", "Witnesses")),
        (
            "witnesses.good",
            Words("{all}个见证公钥中有{count}个联署：{names}", "{count} of {all} witnesses have cosigned: {names}")
        ),
        ("witnesses.warn", Words("还没有可以确认的联署；请过一会儿再试。", "No cosignature could be confirmed; try again in a while.")),
    ]
}

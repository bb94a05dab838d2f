import Casework
import Contracts
import Ledgers

/// One page, or one answer to a program, that officers ask for again and again: each time another one of its sort.
struct ConsoleQuestion: Sendable {
    /// What belongs together in the table.
    enum Group: String, CaseIterable, Sendable {
        case home, tab, filter, pair, sort, page, words, board, program, region, subject, file, form

        /// In Chinese, for the table.
        var title: String {
            switch self {
            case .home: "首页"
            case .tab: "列表各页签"
            case .filter: "单项筛选"
            case .pair: "两项筛选"
            case .sort: "各列排序"
            case .page: "翻页（深处）"
            case .words: "按代码、名称"
            case .board: "期限看板"
            case .program: "接口列表（JSON）"
            case .region: "区县人员的首页、列表、看板"
            case .subject: "主体全景"
            case .file: "案件页"
            case .form: "表格"
            }
        }

        /// Milliseconds that are promised for the slowest of a hundred (issue 7); nil where nothing is.
        var bound: Double? {
            switch self {
            case .home: 100
            case .tab, .filter, .pair, .sort, .page, .words, .board, .program, .region: 50
            case .subject, .file, .form: nil
            }
        }
    }

    /// What it belongs to.
    let group: Group
    /// As the table names it.
    let name: String
    /// What its answer has; else it was no answer to it.
    let mark: String
    /// The next address.
    let path: @Sendable () -> String

    /// Asks once; the address, and milliseconds until all of the answer is there.
    func ask(_ caller: LoopbackCaller) throws -> (path: String, milliseconds: Double) {
        let path = path()
        let begin = ContinuousClock.now
        let answer = try caller.get(path)
        let time = ContinuousClock.now - begin
        guard answer.hasPrefix("HTTP/1.1 200"), answer.contains(mark) else {
            throw BenchmarkFault("\(path) was answered with \(answer.prefix(600))")
        }
        return (path, time.inSeconds * 1000)
    }
}

/// The questions over the cases of a filler.
struct ConsoleQuestions: Sendable {
    let filler: ConsoleFiller
    /// Cases that were made by orders, and so have an account of what happened.
    let played: [CaseID]
    let now: Moment

    private static let casesMark = "<title>案件 ·"
    private static let boardMark = "<title>期限 ·"

    /// All, the floor's aside.
    var all: [ConsoleQuestion] {
        [home] + tabs + filters + pairs + sorts + pages + words + boards + programs + [subject, file, playedFile, form]
    }

    /// What an officer asks who sees a part of the cases.
    var ofRegion: [ConsoleQuestion] {
        ([home] + tabs + filters + [boards[0]]).map {
            ConsoleQuestion(group: .region, name: $0.name, mark: $0.mark, path: $0.path)
        }
    }

    /// The question that the floor answers.
    var floor: ConsoleQuestion {
        .init(group: .words, name: "/floor", mark: "\"bytes\":") { "/floor?code=" + filler.code(anyNumber()) }
    }

    // MARK: Pages

    var home: ConsoleQuestion { .init(group: .home, name: "/", mark: "<title>待办 ·") { "/" } }

    var tabs: [ConsoleQuestion] {
        ["turn", "sent", "received", "copied", "all"].map { tab in
            list(.tab, "list=\(tab)") { "list=\(tab)" }
        }
    }

    /// One field of the form: its name, and the next value of it as a part of an address.
    private struct Field: Sendable {
        let name: String
        let next: @Sendable () -> String
    }

    private var fields: [Field] {
        [
            Field(name: "kind") { "kind=" + anyKind().rawValue },
            Field(name: "state") {
                let kind = anyKind()
                let states = Workflow.of(kind).states.map(\.name).shuffled().prefix(2)
                return "kind=\(kind.rawValue)&" + states.map { "state=\($0)" }.joined(separator: "&")
            },
            Field(name: "group=open") { "group=open" }, Field(name: "group=ended") { "group=ended" },
            Field(name: "due=overdue") { "due=overdue" }, Field(name: "due=soon") { "due=soon" },
            Field(name: "due=month") { "due=month" },
            Field(name: "office") { "office=" + anyOther().description },
            Field(name: "from,to") { span("from", "to") },
            Field(name: "changedFrom,changedTo") { span("changedFrom", "changedTo") },
            Field(name: "changedFrom") { "changedFrom=\(anyDay())" },
        ]
    }

    private var filters: [ConsoleQuestion] {
        fields.map { field in list(.filter, field.name) { "list=all&" + field.next() } }
    }

    private var pairs: [ConsoleQuestion] {
        let fields = fields + [Field(name: "q=code") { "q=" + filler.code(anyNumber()) }]
        return fields.indices.flatMap { first in
            fields[(first + 1)...].compactMap { second in
                let field = fields[first]
                // Two values of one field are no pair.
                let isOne = ConsoleQuestions.stem(field.name) == ConsoleQuestions.stem(second.name)
                guard !isOne else { return nil }
                return list(.pair, "\(field.name) + \(second.name)") {
                    "list=all&\(field.next())&\(second.next())"
                }
            }
        }
    }

    private static func stem(_ name: String) -> Substring {
        name == "state" ? "kind" : name.prefix { $0 != "=" && $0 != "," }
    }

    private var sorts: [ConsoleQuestion] {
        CaseListOrder.Column.allCases.flatMap { column in
            ["asc", "desc"].map { way in
                list(.sort, "sort=\(column.rawValue)&dir=\(way)") { "list=all&sort=\(column.rawValue)&dir=\(way)" }
            }
        }
    }

    /// Places anywhere in a list, as one who turns many pages gets to them.
    private var pages: [ConsoleQuestion] {
        let columns: [(column: String, values: @Sendable () -> String)] = [
            ("learnt", { "" }), ("kind", { "~\(anyKind().rawValue)~1~published" }),
            ("subject", { "~" + filler.code(anyNumber()) }), ("opener", { "~" + anyOther().description }),
            ("opened", { "~\(anyMoment())" }), ("updated", { "~\(anyMoment())" }),
            ("due", { "~\(2 * now.milliseconds - anyMoment())" }),
        ]
        let deep = columns.map { column, values in
            list(.page, "sort=\(column)&after=") {
                "list=all&sort=\(column)&dir=desc&after=\(anyNumber() + 1)\(values())"
            }
        }
        return deep
            + [
                list(.page, "list=received&after=") {
                    "list=received&sort=learnt&dir=desc&after=\(anyNumber() + 1)"
                },
                list(.page, "list=turn&after=") {
                    "list=turn&sort=due&dir=asc&after=\(anyNumber() + 1)~\(now.milliseconds)"
                },
            ]
    }

    private var words: [ConsoleQuestion] {
        [
            list(.words, "q=code") { "list=all&q=" + filler.code(anyNumber()) },
            list(.words, "q=name") { "list=all&q=" + LoopbackCaller.escaped(filler.name(anyNumber())) },
            list(.words, "q=absent") { "list=all&q=" + LoopbackCaller.escaped("成都没有\(anyNumber())号食品有限公司") },
            .init(group: .words, name: "/subjects?q=name", mark: "<title>主体全景 ·") {
                "/subjects?reason=%E6%A0%B8%E6%9F%A5&q=" + LoopbackCaller.escaped(filler.name(anyNumber()))
            },
        ]
    }

    var boards: [ConsoleQuestion] {
        [
            "", "holder=own", "holder=others", "band=overdue", "band=soon", "rule=REF-ACCEPT", "kind=referral",
            "holder=own&rule=LIST-EXPIRE&band=soon",
        ].map { query in
            .init(group: .board, name: "/deadlines?" + query, mark: ConsoleQuestions.boardMark) {
                "/deadlines?" + query
            }
        } + [
            .init(group: .board, name: "/deadlines?day", mark: ConsoleQuestions.boardMark) {
                "/deadlines?day=" + now.civilDate.adding(days: Int.random(in: 0..<300)).description
            }
        ]
    }

    private var programs: [ConsoleQuestion] {
        let questions: [(String, @Sendable () -> String)] = [
            ("/api/v1/cases", { "/api/v1/cases?limit=50" }),
            ("/api/v1/cases?kind", { "/api/v1/cases?limit=50&kind=" + anyKind().rawValue }),
            ("/api/v1/cases?subject", { "/api/v1/cases?limit=50&subject=" + filler.code(anyNumber()) }),
            ("/api/v1/cases?cursor", { "/api/v1/cases?limit=50&cursor=\(anyNumber() + 1)" }),
            ("/api/v1/deadlines", { "/api/v1/deadlines?limit=50" }),
        ]
        return questions.map { .init(group: .program, name: $0, mark: "\"items\":", path: $1) }
    }

    private var subject: ConsoleQuestion {
        .init(group: .subject, name: "/subjects/…", mark: "subject") {
            "/subjects/\(filler.code(anyNumber()))?reason=%E6%A0%B8%E6%9F%A5"
        }
    }

    /// The page of a case.
    var file: ConsoleQuestion {
        .init(group: .file, name: "/cases/…", mark: "/cases/\(filler.own.description.prefix(2))") {
            "/cases/\(filler.id(anyNumber()))"
        }
    }

    /// The page of a case that was played.
    private var playedFile: ConsoleQuestion {
        .init(group: .file, name: "/cases/…（有经过）", mark: "/cases/\(filler.own.description.prefix(2))") {
            "/cases/\(played.randomElement()?.description ?? "")"
        }
    }

    /// The form that begins a referral.
    var form: ConsoleQuestion {
        .init(group: .form, name: "/cases/new/referral/draft", mark: "name=\"orderId\"") { "/cases/new/referral/draft" }
    }

    /// A list that a filter of the form narrows.
    var narrowed: ConsoleQuestion {
        let fields = fields
        return list(.filter, "筛选") { "list=all&" + (fields.randomElement()?.next() ?? "") }
    }

    private func list(
        _ group: ConsoleQuestion.Group, _ name: String, _ query: @escaping @Sendable () -> String
    ) -> ConsoleQuestion {
        .init(group: group, name: name, mark: ConsoleQuestions.casesMark) { "/cases?" + query() }
    }

    // MARK: Chance

    private func anyNumber() -> Int { Int.random(in: 0..<filler.count) }

    private func anyOther() -> OfficeID { filler.others.randomElement() ?? filler.own }

    private func anyKind() -> CaseKind { CaseKind.allCases.randomElement() ?? .referral }

    /// A moment since the oldest case.
    private func anyMoment() -> Int64 {
        now.milliseconds - Int64.random(in: 0..<Int64(ConsoleFiller.days) * 86_400_000)
    }

    private func anyDay() -> CivilDate { Moment(milliseconds: anyMoment()).civilDate }

    /// A month, as an address has it.
    private func span(_ from: String, _ to: String) -> String {
        let day = anyDay()
        return "\(from)=\(day)&\(to)=\(day.adding(days: 30))"
    }
}

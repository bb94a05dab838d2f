import Casework
import Contracts
import Exchange
import Hummingbird
import Ledgers
import Offices
import Web
import Workers

/// The running count of criminal handoffs: at the procuratorate what each office signed for and what is here of it, at any
/// office its own count.
struct HandoffEndpoints {
    let backend: OfficeBackend

    var all: [Endpoint] {
        [
            Endpoint(
                .get, "/api/v1/handoffs/completeness", .right(.seeHandoffs),
                .init(
                    "移送连号核对：检察院看到各机关签名申明的移送件数、核对至第几号、缺哪些号及原因、每件进展、逾期、被拦截的罚款、迟提的监督建议；"
                        + "其他机关看到自己的连号",
                    parameters: [.init("office", .query, "只看这一移送单位")], answer: .json("核对结果"),
                    problems: [.badRequest])
            ) { request, _ in try await completeness(request) }
        ]
    }

    private func completeness(_ request: Request) async throws -> Response {
        var only: OfficeID?
        if let text = request.query("office") {
            guard let office = OfficeID(text) else { throw Problem.parameter("office", "不是单位编号") }
            only = office
        }
        let machine = await backend.runtime.snapshot()
        let reader = backend.reader
        let now = backend.clock.now().official
        let wanted = only
        let page = try await Aside.run { () throws -> HandoffPage in
            var handoffs: [HandoffProgress] = []
            try reader.eachCaseFile(kind: .handoff, in: .office) { file in
                guard wanted.map({ $0 == file.owner }) ?? true else { return }
                if let progress = HandoffProgress(file, now: now) { handoffs.append(progress) }
            }
            return try HandoffPage(machine: machine, handoffs: handoffs, only: wanted, now: now) { letter in
                try reader.letters(withID: letter, in: .office).first { $0.direction == .received }
            }
        }
        return .json(page.json)
    }
}

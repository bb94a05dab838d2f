import Accounts
import Casework
import Contracts
import Hummingbird
import Ledgers
import OfficeAPI
import Offices
import Pages
import Web
import Workers

/// One case as the office's ledger has it at one moment, and who looks at it.
struct CaseReading: Sendable {
    let id: CaseID
    let dossier: CaseDossier
    let file: CaseFile
    let visit: Console.Visit
    let office: OfficeID

    var workflow: Workflow { Workflow.of(file.kind) }
    var sheet: FactSheet { FactSheet(file.kind, rules: visit.rules, directory: visit.directory) }
    var facts: JSONValue { file.facts }
    var path: String { "/cases/\(id)" }

    /// The party in the case's own words; empty when it names none.
    var party: String {
        let record = facts["record"]
        let first = facts["subject"] ?? facts["parties"]?.array?.first ?? facts["suspects"]?.array?.first
        return first?["name"]?.string ?? record?["counterpartyName"]?.string ?? record?["name"]?.string ?? ""
    }

    /// Number or name by which people call it.
    var name: String {
        facts["number"]?["text"]?.string ?? facts["caseName"]?.string ?? facts["title"]?.string
            ?? (party.isEmpty ? workflow.title : party)
    }

    var trail: [PageFrame.Link] {
        [
            PageFrame.Link(visit.text("navCases"), "/cases"),
            PageFrame.Link(workflow.title, "/cases?kind=\(file.kind.rawValue)"),
        ]
    }
}

extension Console {
    /// A case of this office; 404 for one that it does not have, 410 for one whose contents were destroyed.
    func reading(_ request: Request, _ context: WebContext) async throws -> CaseReading {
        let visit = try await visit(request, context)
        let text = try context.parameter("id")
        guard let id = CaseID(text) else {
            throw Problem(.notFound, "UNKNOWN_CASE", "“\(text.prefix(80))”不是案件编号。", field: "id")
        }
        let (reader, scope) = (backend.reader, try backend.scope(context))
        guard let dossier = try await Aside.run({ try reader.dossier(id, in: scope) }) else {
            throw Problem(.notFound, "UNKNOWN_CASE", "本单位没有案件\(id)。函件可能仍在途，请核对编号，稍后再试。", field: "id")
        }
        if let erasure = dossier.erasure {
            throw Problem(
                .gone, "CASE_ERASED", "案件\(id)的内容已于\(erasure.at.shortDescription)依规销毁：\(erasure.reason)。")
        }
        guard let file = dossier.file else {
            throw Problem(.notFound, "CASE_UNKNOWN", "案件\(id)的函件已经收到，但尚不能办理：请在“函件”中查看原因。", field: "id")
        }
        try await backend.record(.caseSeen, caseID: id.description, subject: file.subject, request, context)
        return CaseReading(id: id, dossier: dossier, file: file, visit: visit, office: backend.office)
    }

    /// What the desk is asked with.
    func desk(_ visit: Visit, _ file: CaseFile?) throws -> DeskContext {
        guard let desk = visit.machine.deskContext(visit.clocks, for: file) else {
            throw Problem(.serviceUnavailable, "DIRECTORY_MISSING", "尚无含有本单位的有效目录，请稍后重试。")
        }
        return desk
    }
}

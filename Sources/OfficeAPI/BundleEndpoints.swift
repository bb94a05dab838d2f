import Accounts
import Casework
import Contracts
import Hummingbird
import Ledgers
import Offices
import Web
import Workers

/// One case across all offices as far as this one may see, and the same as evidence for people without this system.
struct BundleEndpoints {
    let backend: OfficeBackend

    private static let id = Endpoint.Parameter("id", .path, "案件编号")

    var all: [Endpoint] {
        [
            Endpoint(
                .get, "/api/v1/cases/{id}/trace", .right(.seeCases),
                .init(
                    "全程追踪：本单位所知的各单位办理情况、经过、函件；只含本单位收发和收到抄送的内容", parameters: [BundleEndpoints.id],
                    answer: .json("全程追踪"), problems: [.notFound])
            ) { request, context in try await trace(request, context) },
            Endpoint(
                .get, "/api/v1/cases/{id}/bundle", .right(.readBundles),
                .init(
                    "证据包：全部函件原文、签名、散列路径、收发记载、目录和公钥，由本单位封签；格式见Topics/bundle.md",
                    parameters: [BundleEndpoints.id],
                    answer: .init(
                        mediaType: "application/jsonl", meaning: "证据包，每行一个JSON对象", schema: ["type": "string"]),
                    problems: [.notFound, .serviceUnavailable])
            ) { request, context in try await bundle(request, context) },
        ]
    }

    private func dossier(_ context: WebContext) async throws -> (id: CaseID, dossier: CaseDossier) {
        let text = try context.parameter("id")
        guard let id = CaseID(text) else {
            throw Problem(.notFound, "UNKNOWN_CASE", "“\(text.prefix(80))”不是案件编号。", field: "id")
        }
        let reader = backend.reader
        let scope = try backend.scope(context)
        guard let dossier = try await Aside.run({ try reader.dossier(id, in: scope) }) else {
            throw CaseEndpoints.unknown(id)
        }
        return (id, dossier)
    }

    private func trace(_ request: Request, _ context: WebContext) async throws -> Response {
        let (id, dossier) = try await dossier(context)
        try await backend.record(
            .caseSeen, caseID: id.description, subject: dossier.file?.subject ?? "", request, context)
        let machine = await backend.runtime.snapshot()
        return .json(
            TracePage(id: id, dossier: dossier, office: backend.office, directory: machine.book.newest).json)
    }

    private func bundle(_ request: Request, _ context: WebContext) async throws -> Response {
        let (id, dossier) = try await dossier(context)
        try await backend.record(
            .caseSeen, caseID: id.description, subject: dossier.file?.subject ?? "", request, context)
        let machine = await backend.runtime.snapshot()
        let now = backend.clock.now().machine
        guard machine.book.newest != nil else {
            throw Problem(.serviceUnavailable, "DIRECTORY_MISSING", "尚无含有本单位的有效目录，请稍后重试。")
        }
        try await backend.record(.bundleRead, caseID: id.description, request, context)
        let reader = backend.reader
        let office = backend.office
        let bytes = try await Aside.run {
            let header = CaseBundle.Header(
                namespace: machine.namespace, caseID: id.description, kind: dossier.summary?.kind.rawValue,
                state: dossier.summary?.state, office: office, madeAt: now,
                waiting: dossier.letters.count { $0.direction == .waiting }, erased: dossier.erasure?.reason)
            let letters = try reader.bundledLetters(dossier.letters)
            return machine.sealed(CaseBundle(header: header, directory: machine.book.pages, letters: letters))
        }
        return .bytes(bytes, mediaType: "application/jsonl")
    }
}

import Casework
import Contracts
import Hummingbird
import Ledgers
import Offices
import Web
import Workers

/// How fresh the lists are: of each owner until when everything that it said is here.
struct FreshnessEndpoints {
    let backend: OfficeBackend
    let versions: ListVersionDesk

    var all: [Endpoint] {
        [
            Endpoint(
                .get, "/api/v1/lists/freshness", .right(.seeSubjects),
                .init(
                    "各名单的新鲜程度：每个认定单位的名单根、户数、位置，最近一次检查点何时签署、何时收到，其后还缺多少函件",
                    answer: .json("新鲜程度"))
            ) { _, _ in try await freshness() }
        ]
    }

    private func freshness() async throws -> Response {
        let standing = try await versions.standing()
        let now = backend.clock.now()
        let reader = backend.reader
        let lists = try await Aside.run { try reader.listsStanding() }
        let version = ListVersionPage(
            positions: lists.positions, standing: standing.with(lists.roots, at: lists.positions), now: now.machine,
            office: backend.office)
        return .json(version.json.merging(["asOf": .string(now.official.description)]))
    }
}

package import Contracts
import Ledgers
package import Web

/// Batches of penalties that were staged without a job, as interface and pages show them.
extension OfficeJobs {
    /// All batches, the newest first, each with its release.
    package func batches() async throws -> [JSONValue] {
        try await imports.batches().map { $0.batch.json.setting("release", $0.release.json) }
    }

    func found(batch id: String) async throws -> (batch: ImportBatch, release: ImportRelease) {
        guard let found = try await imports.batch(id) else { throw Problem.missing("这个导入批次") }
        return found
    }

    /// A batch with its header and `limit` of its rows behind one of them.
    ///
    /// - Throws: 404 when there is none of the id.
    package func batch(_ id: String, behind row: Int, limit: Int) async throws -> JSONValue {
        let (batch, release) = try await found(batch: id)
        let rows = ImportRows(try await imports.rows(of: batch)).page(behind: row, limit: limit)
        let page = Page.json(rows.items, next: rows.next.map { Int64($0) })
        return batch.json.setting("release", release.json)
            .setting("header", .array(rows.header.map { .string($0) })).setting("rowResults", page)
    }

    /// Begins to record the good rows of a batch, or goes on where that stopped.
    ///
    /// - Throws: 404 when there is none of the id.
    package func release(_ id: String, _ context: WebContext) async throws -> JSONValue {
        let batch = try await found(batch: id).batch
        let release = try await imports.release(batch, by: try context.officer())
        return batch.json.setting("release", release.json)
    }
}

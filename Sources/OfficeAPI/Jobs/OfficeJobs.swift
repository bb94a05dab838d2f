package import Casework
import Contracts
package import Ledgers
package import Tables
import Web

/// The office's background jobs, for its interface and its pages: both see the same ones.
package struct OfficeJobs: Sendable {
    let desk: JobDesk

    /// How a job stands.
    package struct Standing: Sendable {
        /// Its name.
        package let id: String
        /// Its state in words.
        package let title: String
        /// Rows done.
        package let done: Int
        /// Rows in all; 0 while nobody knows.
        package let total: Int
        /// Whether nothing happens to it by itself.
        package let isAtRest: Bool
        /// Whether there is a file.
        package let hasResult: Bool
        /// Why it stopped.
        package let trouble: String?
    }

    /// The jobs of an office.
    package init(_ backend: OfficeBackend) { desk = JobDesk(backend) }

    /// Begins to write a work list into a file.
    ///
    /// - Returns: the job's name.
    /// - Throws: 503 when too many wait.
    package func exportCases(_ filter: CaseListFilter, _ format: TableFormat, by officer: Officer) async throws
        -> String
    {
        let wishes: JSONValue = ["format": .string(format.rawValue), "filter": filter.json]
        return try await desk.start(.caseExport, wishes: wishes, by: officer).id
    }

    /// A job that this officer started; nil when there is none of the name.
    package func standing(_ id: String, of officer: Officer) async throws -> Standing? {
        guard let job = try await desk.job(id), job.officer == officer.id else { return nil }
        return Standing(
            id: job.id, title: job.state.title, done: job.done, total: job.total, isAtRest: job.state.isAtRest,
            hasResult: !job.result.isEmpty, trouble: job.trouble?.text)
    }

    /// Stops a job that this officer started.
    ///
    /// - Throws: 404 for another's.
    package func cancel(_ id: String, by officer: Officer) async throws {
        guard let job = try await desk.job(id), job.officer == officer.id else { throw Problem.missing("这个任务") }
        _ = try await desk.cancel(job)
    }
}

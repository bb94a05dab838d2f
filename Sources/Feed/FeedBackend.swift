package import Contracts
package import Ledgers
package import Logging
package import Workers

/// What the public feed stands on.
package struct FeedBackend: Sendable {
    /// The feed's office.
    package let office: OfficeID
    /// Its machine: health and metrics, and the directory with the names of agencies.
    package let runtime: OfficeRuntime
    /// What the public sees.
    package let shelf: FeedShelf
    /// Names of agencies.
    package let directory: FeedDirectory
    /// When was asked what, without what or who.
    package let searches: SearchLog
    /// How much the feed gives to whom.
    package let settings: FeedSettings
    /// What forms are sealed with (`FormSecret`).
    package let formSecret: [UInt8]
    /// Read-only view of its ledger.
    package let reader: LedgerReader
    /// The clocks.
    package let clock: OfficeClock
    /// What swift-metrics counts in this process.
    package let registry: PrometheusRegistry
    /// The program's log.
    package let logger: Logger

    /// A backend from its parts.
    package init(
        office: OfficeID, runtime: OfficeRuntime, shelf: FeedShelf, reader: LedgerReader, clock: OfficeClock,
        registry: PrometheusRegistry, logger: Logger, settings: FeedSettings = FeedSettings(), formSecret: [UInt8]
    ) {
        self.office = office
        self.runtime = runtime
        self.shelf = shelf
        self.settings = settings
        self.formSecret = formSecret
        directory = FeedDirectory(runtime)
        searches = SearchLog(logger: logger)
        self.reader = reader
        self.clock = clock
        self.registry = registry
        self.logger = logger
    }
}

import Feed
import Signing
import Workers

/// The public credit feed: an office of agency `credit-platform` that serves what is public.
package enum FeedProgram {
    /// Runs the feed with the process's arguments.
    package static func run() async {
        let options = ProgramOptions.read(
            program: "credit-feed", purpose: "联动：信用公示服务，接收公示报文并向社会公众提供查询。")
        await run(options)
    }

    /// Runs the feed with options given by another program.
    package static func run(_ options: ProgramOptions) async {
        await OfficeProcess.run(options, expecting: "credit-platform") { assembly in
            let shelf = try FeedShelf(
                ledgerPath: assembly.settings.ledger, ledger: assembly.reader, clock: assembly.clock,
                logger: assembly.logger)
            let backend = FeedBackend(
                office: assembly.settings.office, runtime: assembly.runtime, shelf: shelf, reader: assembly.reader,
                clock: assembly.clock, registry: assembly.registry, logger: assembly.logger,
                settings: try FeedSettings(assembly.settings.feed, path: options.configuration),
                formSecret: FormSecret.derived(
                    from: try KeyFile.read(assembly.settings.dataKey, kind: .data).secret))
            return [
                try FeedServer(backend: backend, http: assembly.settings.http), SnapshotService(backend),
                ShelfService(backend),
            ]
        }
    }
}

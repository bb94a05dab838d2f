import Console
import Evidence
import OfficeAPI
import Registers
import Signing
import Workers

/// The six worker programs, and `liandong worker --agency NAME` for any other office.
package enum WorkerProgram {
    /// Runs the worker of an agency with the process's arguments.
    package static func run(agency: String) async {
        let options = ProgramOptions.read(
            program: "\(agency)-worker", purpose: "联动：\(agency) 机关的工作程序，收发签名报文、维护台账、提供接口。")
        await run(agency: agency, options)
    }

    /// Runs the worker with options given by another program; without an agency the configuration's own counts.
    package static func run(agency: String?, _ options: ProgramOptions) async {
        await OfficeProcess.run(options, expecting: agency) { assembly in
            guard assembly.settings.agency != "credit-platform" else {
                throw AssemblyFailure("agency：信用平台请用 credit-feed 运行，不用单位服务")
            }
            let now = OfficeClock.machine()
            let tls = try OfficeAccounts.tls(assembly.settings, at: now)
            let backend = OfficeBackend(
                office: assembly.settings.office, ledgerPath: assembly.settings.ledger, runtime: assembly.runtime,
                reader: assembly.reader,
                accounts: try OfficeAccounts.open(
                    assembly.settings, region: assembly.region, at: now, logger: assembly.logger),
                sealer: assembly.sealer,
                evidence: assembly.evidence, clock: assembly.clock,
                registry: assembly.registry, logger: assembly.logger,
                register: RegisterBook(path: assembly.settings.register),
                personKey: try assembly.settings.personKey.map { try PersonTokenKey.load(path: $0) },
                isTLS: tls != nil)
            let jobs = OfficeJobs(backend)
            let server = try OfficeServer(
                backend: backend, http: assembly.settings.http, tls: tls, jobs: jobs,
                pages: ConsoleRoutes.endpoints(backend, jobs),
                problemPage: ConsoleRoutes.problemPage(backend))
            return [server, assembly.evidence, ChangeService(backend)]
        }
    }
}

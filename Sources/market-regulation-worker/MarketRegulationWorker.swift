import Programs

/// The worker of one market regulation office.
@main
enum MarketRegulationWorker {
    static func main() async {
        await WorkerProgram.run(agency: "market-regulation")
    }
}

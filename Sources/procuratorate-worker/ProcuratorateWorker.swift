import Programs

/// The worker of one procuratorate office.
@main
enum ProcuratorateWorker {
    static func main() async {
        await WorkerProgram.run(agency: "procuratorate")
    }
}

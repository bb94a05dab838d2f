import Programs

/// The worker of one police office.
@main
enum PoliceWorker {
    static func main() async {
        await WorkerProgram.run(agency: "police")
    }
}

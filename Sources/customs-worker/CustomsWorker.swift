import Programs

/// The worker of one customs office.
@main
enum CustomsWorker {
    static func main() async {
        await WorkerProgram.run(agency: "customs")
    }
}

import Programs

/// The worker of one cyberspace office.
@main
enum CyberspaceWorker {
    static func main() async {
        await WorkerProgram.run(agency: "cyberspace")
    }
}

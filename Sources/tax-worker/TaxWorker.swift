import Programs

/// The worker of one tax office.
@main
enum TaxWorker {
    static func main() async {
        await WorkerProgram.run(agency: "tax")
    }
}

import Contracts
import Programs
import Testing

/// `liandong bench console` with few cases: what it prints is measured, and of what it names.
struct ConsoleBenchmarkTests {
    private struct Figure: Hashable {
        let group, name: String
    }

    private func number(_ value: JSONValue?) -> Double { value.flatMap { Double($0.text) } ?? 0 }

    @Test func `each kind of page is asked, and officers work beside the intake`() async throws {
        let report = try await TemporaryFolder.with { folder in
            var options = BenchmarkOptions(folder: folder, rules: Province.path("Deploy/rules"))
            options.cases = 200
            options.trips = 1
            options.rounds = 1
            options.officers = 3
            options.seconds = 2
            options.letters = 40
            // An answer that is another page than the one it was asked for is a fault, and there are no figures.
            return try await ConsoleBenchmark.run(options)
        }
        let rows = try #require(report.json["questions"]?.array)
        let groups = Set(rows.compactMap { $0["group"]?.string })
        #expect(
            groups == [
                "home", "tab", "filter", "pair", "sort", "page", "words", "board", "program", "region", "subject",
                "file", "form",
            ])
        let named = rows.compactMap { row in
            row["group"]?.string.flatMap { group in row["name"]?.string.map { Figure(group: group, name: $0) } }
        }
        #expect(Set(named).count == rows.count, "a figure stands for two questions")
        for column in ["learnt", "kind", "subject", "opener", "opened", "updated", "due"] {
            #expect(named.contains(Figure(group: "sort", name: "sort=\(column)&dir=desc")))
            #expect(named.contains(Figure(group: "page", name: "sort=\(column)&after=")))
        }
        for row in rows {
            let (p50, p99) = (number(row["p50"]), number(row["p99"]))
            #expect(p50 > 0 && p99 >= p50, "\(row.text)")
        }
        #expect(report.json["cases"]?.integer == 200 && report.json["officers"]?.integer == 3)
        let (alone, beside) = (report.json["lettersAlonePerSecond"], report.json["lettersBesidePerSecond"])
        #expect(number(alone?.array?.first) > 0 && number(beside?.array?.first) > 0)
        #expect(number(report.json["pacedPerSecond"]) > 0)
        #expect(report.lines.contains { $0.name.hasPrefix("其间") })
    }
}

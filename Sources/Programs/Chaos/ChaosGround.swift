import Contracts
import Foundation
import Signing

/// What this machine lets be done to a house, and the means for it.
struct ChaosGround {
    /// The disk of one office.
    let disk: SmallDisk?
    /// The network of one office.
    let cable: Cable?
    /// The file that moves one office's machine clock, and the library that reads it.
    let skew: (file: String, library: String)?
    /// What is left out, and why.
    let leftOut: [ChaosStrike: String]

    /// Prepares what can be had.
    static func prepare(_ house: DemonstrationHouse, hasOwnBroker: Bool, minutes: Int) throws -> ChaosGround {
        var leftOut: [ChaosStrike: String] = [:]
        if !hasOwnBroker {
            leftOut[.brokerKill] = "代理由 --bootstrap 给定，不属于本次演练"
            leftOut[.brokerFreeze] = "代理由 --bootstrap 给定，不属于本次演练"
        }
        let disk = try tried(.diskFull, &leftOut) { () throws(DemonstrationFailure) in
            try SmallDisk(
                over: house.layout.office(house.office(ChaosPlan.diskOffice).id), megabytes: 128 + 32 * minutes)
        }
        let cable = try tried(.cut, &leftOut) { () throws(DemonstrationFailure) in
            guard hasOwnBroker else { throw DemonstrationFailure("代理由 --bootstrap 给定，不在本机的命名空间旁") }
            return try Cable(
                brokerPort: house.brokerPort, officePort: house.port(of: house.office(ChaosPlan.cableOffice).id))
        }
        let skew = skewing(house)
        if skew == nil { leftOut[.skew] = "没有 libfaketime（LIANDONG_FAKETIME 可以指明它的路径）" }
        return ChaosGround(disk: disk, cable: cable, skew: skew, leftOut: leftOut)
    }

    private static func tried<Means>(
        _ strike: ChaosStrike, _ leftOut: inout [ChaosStrike: String], _ make: () throws(DemonstrationFailure) -> Means
    ) throws -> Means? {
        do throws(DemonstrationFailure) {
            return try make()
        } catch {
            leftOut[strike] = error.description
            return nil
        }
    }

    private static func skewing(_ house: DemonstrationHouse) -> (file: String, library: String)? {
        let folders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib", "/usr/local/lib"]
        let named = ProcessInfo.processInfo.environment["LIANDONG_FAKETIME"].map { [$0] } ?? []
        let library = (named + folders.map { $0 + "/faketime/libfaketimeMT.so.1" }).first { access($0, R_OK) == 0 }
        return library.map { (house.layout.path + "/machine-clock", $0) }
    }

    /// A program as it is started on this ground.
    func placed(_ program: ChildProgram, in house: DemonstrationHouse) throws(DemonstrationFailure) -> ChildProgram {
        if let cable, program.name == (try house.office(ChaosPlan.cableOffice).shortName) {
            return cable.atFarEnd(program)
        }
        if let skew, program.name == (try house.office(ChaosPlan.skewOffice).shortName) {
            let variables = [
                "LD_PRELOAD=\(skew.library)", "FAKETIME_TIMESTAMP_FILE=\(skew.file)", "FAKETIME_NO_CACHE=1",
                "DONT_FAKE_MONOTONIC=1",
            ]
            return ChildProgram(
                name: program.name, path: "/usr/bin/env", arguments: variables + [program.path] + program.arguments,
                log: program.log)
        }
        return program
    }

    /// Moves the machine clock of one office by so many seconds.
    func setSkew(seconds: Int) throws {
        guard let skew else { return }
        let text = (seconds < 0 ? "\(seconds)" : "+\(seconds)") + "s\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: skew.file), options: .atomic)
    }

    /// Everything works again.
    func heal() throws {
        disk?.empty()
        cable?.mend()
        try setSkew(seconds: 0)
    }

    /// Gives back what was taken of the machine; all processes must be gone.
    func leave() throws {
        cable?.remove()
        try disk?.remove()
    }
}

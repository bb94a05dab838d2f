import Foundation
import Programs

extension ChaosDice {
    /// The seed of this run: `LIANDONG_SEED`, or another one each time.
    static func runSeed() -> UInt64 {
        ProcessInfo.processInfo.environment["LIANDONG_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1...999_999)
    }
}

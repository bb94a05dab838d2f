import Fuzzing
import Glibc
import Synchronization

/// libFuzzer as a library, found at run time: only `Deploy/fuzz` links it in.
enum LibFuzzer {
    struct Missing: Error, CustomStringConvertible {
        let description = "this program was built without libFuzzer: use Deploy/fuzz, or the verb run"
    }

    private typealias Callback = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
    private typealias Driver =
        @convention(c) (
            UnsafeMutablePointer<CInt>, UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
            Callback
        ) -> CInt

    /// libFuzzer calls back without a context.
    private static let target = Mutex<FuzzTarget?>(nil)

    /// Runs libFuzzer with its own options; does not come back when something is found.
    static func run(_ chosen: FuzzTarget, _ options: [String]) throws {
        guard let symbol = dlsym(nil, "LLVMFuzzerRunDriver") else { throw Missing() }
        let driver = unsafeBitCast(symbol, to: Driver.self)
        target.withLock { $0 = chosen }
        // libFuzzer keeps the arguments for as long as it runs, which is as long as the process.
        let words = ["fuzz"] + options + ["-max_len=\(chosen.maximumBytes)"]
        var count = CInt(words.count)
        let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: words.count + 1)
        list.initialize(repeating: nil, count: words.count + 1)
        for (index, word) in words.enumerated() { list[index] = strdup(word) }
        var start: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = list
        let code = driver(&count, &start) { bytes, size in
            LibFuzzer.feed(Array(UnsafeBufferPointer(start: bytes, count: size)))
            return 0
        }
        exit(code)
    }

    private static func feed(_ bytes: [UInt8]) {
        guard let target = target.withLock({ $0 }) else { return }
        do throws(FuzzFinding) {
            try target.feed(bytes)
        } catch {
            // A crash is how libFuzzer learns of a finding; it writes the input into a file.
            preconditionFailure("\(target.name): \(error)")
        }
    }
}

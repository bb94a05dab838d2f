import Dispatch

/// Work that waits for a disk, away from the few threads that all tasks share.
package enum Aside {
    /// Does `work` on a thread that may wait.
    package static func run<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> sending Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try work() })
            }
        }
    }
}

import Casework
import Dispatch

/// Hashes passwords on threads of its own, two at a time: who tries many takes neither the memory nor the other work.
actor PasswordWork {
    private static let atOnce = 2
    /// Who comes behind these is asked to come again.
    private static let mostWaiting = 64

    private var running = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Does `work` when its turn has come.
    ///
    /// - Throws: a refusal when too many wait, and what `work` throws.
    func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        if running >= PasswordWork.atOnce {
            guard waiting.count < PasswordWork.mostWaiting else {
                throw Refusal(code: "SIGN_IN_BUSY", text: "正在登录的人过多，请稍后再试。")
            }
            await withCheckedContinuation { waiting.append($0) }
        } else {
            running += 1
        }
        defer { next() }
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global(qos: .utility).async {
                continuation.resume(with: Result { try work() })
            }
        }
    }

    /// The turn goes to the one who waits longest, or is free.
    private func next() {
        if waiting.isEmpty { running -= 1 } else { waiting.removeFirst().resume() }
    }
}

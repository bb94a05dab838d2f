package import Contracts

extension OfficeMachine {
    /// The bytes of a bundle, sealed with the office's present key.
    package func sealed(_ bundle: CaseBundle) -> [UInt8] {
        bundle.bytes(sealedBy: signer)
    }
}

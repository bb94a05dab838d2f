/// The package that holds the woven copy: which modules are in it, and what is written besides them.
package enum WovenPackage {
    /// The modules that are copied, mutants and all.
    package static let modules = [
        "Contracts", "Casework", "Exchange", "Transparency", "Offices", "Histories", "Signing", "Rehearsal",
        "MutationProof", "mutation-proof",
    ]

    /// Files that are written instead of being copied, by their place below `Sources`.
    package static func replacedFiles(for mutants: [Mutant]) -> [(file: String, text: String)] {
        [("Contracts/ActiveMutant.swift", activeMutant(mutants)), ("MutationProof/Switch.swift", turningSwitch)]
    }

    /// The manifest, with the versions and dependencies of the tree's own one; nil when those cannot be found there.
    package static func manifest(from tree: String) -> String? {
        let lines = tree.split(separator: "\n").map { $0.trimmingPrefix(while: \.isWhitespace) }
        let crypto = lines.first { $0.hasPrefix(".package(") && $0.contains("/swift-crypto\"") }
        let targets = modules.compactMap { target($0, in: tree) }
        guard let crypto, targets.count == modules.count else { return nil }
        return """
            // swift-tools-version: 6.2
            import PackageDescription

            let settings: [SwiftSetting] = [
                .swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("MemberImportVisibility"), .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
            ]
            let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
            func library(_ name: String, _ dependencies: [Target.Dependency] = [], page: String? = nil) -> Target {
                .target(name: name, dependencies: dependencies, swiftSettings: settings)
            }
            func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
                .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings)
            }
            let package = Package(
                name: "woven",
                dependencies: [
                    \(crypto)
                ],
                targets: [
                    \(targets.map { $0 + "," }.joined(separator: "\n        "))
                ]
            )

            """
    }

    /// The call that declares a module, on one line however many the manifest gives it; nil when there is none.
    private static func target(_ module: String, in tree: String) -> String? {
        // A target that needs nothing is its name alone.
        for call in tree.matches(of: /(library|program)\(\s*"([^"]+)"[^)]*\)/) where call.output.2 == module {
            return call.output.0.split(whereSeparator: \.isWhitespace).joined(separator: " ").replacing("( ", with: "(")
        }
        return nil
    }

    private static func activeMutant(_ mutants: [Mutant]) -> String {
        let cases = mutants.map { "    case \($0.symbol) = \"\($0.name)\"" }.joined(separator: "\n")
        return """
            /// Written by the mutation proof: which protection is switched off in this process.
            package enum ActiveMutant: String, Sendable {
                case none
            \(cases)

                /// Set once, before anything is played.
                package nonisolated(unsafe) static var active = ActiveMutant.none
            }

            """
    }

    private static let turningSwitch = """
        import Contracts

        /// Written by the mutation proof: here protections can be switched off.
        enum Switch {
            static func turnOff(_ mutant: String) -> Bool {
                guard let found = ActiveMutant(rawValue: mutant) else { return false }
                ActiveMutant.active = found
                return true
            }
        }

        """
}

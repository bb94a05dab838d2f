import Foundation
import Programs

/// Folders that come with the program: in the package where it was built, or where a system keeps shared data.
enum InstalledFolder {
    case rules, topics, deploy

    /// Where it lies: under the current folder, in the package of the executable, or in `/usr/share/liandong`.
    ///
    /// - Throws: `FOLDER_NOT_FOUND` with the places that were tried and the option that names one.
    func path() throws -> String {
        let places = Self.packages().map { $0 == "/" ? "/\(inPackage)" : "\($0)/\(inPackage)" } + [installed]
        if let found = places.first(where: { FileManager.default.fileExists(atPath: "\($0)/\(content)") }) {
            return found
        }
        throw ProgramEnding(
            .failed, code: "FOLDER_NOT_FOUND",
            "没有找到\(title)：找过 \(places.joined(separator: "、"))；请用 \(option) 指明")
    }

    private var inPackage: String {
        switch self {
        case .rules: "Deploy/rules"
        case .topics: "Topics"
        case .deploy: "Deploy"
        }
    }

    private var installed: String {
        switch self {
        case .rules: "/usr/share/liandong/rules"
        case .topics: "/usr/share/liandong/topics"
        case .deploy: "/usr/share/liandong"
        }
    }

    /// What the folder must have, so that another folder of the same name is not taken.
    private var content: String {
        switch self {
        case .rules: "reason-codes.json"
        case .topics: "lists.json"
        case .deploy: "samples"
        }
    }

    private var title: String {
        switch self {
        case .rules: "规则文件夹"
        case .topics: "主题契约文件夹"
        case .deploy: "规则和样例文件夹"
        }
    }

    private var option: String {
        switch self {
        case .rules: "--rules"
        case .topics: "--topics"
        case .deploy: "--deploy"
        }
    }

    /// The current folder, and the folders above the executable that hold a package.
    private static func packages() -> [String] {
        var found = [FileManager.default.currentDirectoryPath]
        do {
            let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            var folder = URL(fileURLWithPath: own).deletingLastPathComponent()
            while folder.path != "/" {
                let manifest = folder.appendingPathComponent("Package.swift").path
                if FileManager.default.fileExists(atPath: manifest) { found.append(folder.path) }
                folder.deleteLastPathComponent()
            }
        } catch {
            // Without /proc only the current folder and the system's are tried.
        }
        return found
    }
}

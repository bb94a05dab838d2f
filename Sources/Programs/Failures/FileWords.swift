package import Signing

extension FileRefusal {
    /// Which file, what is wrong with it and what to do, in Chinese.
    package var words: String { "\(path)：\(what)。\(advice)" }

    /// What is wrong, in Chinese; the system's or the reader's own words stand in brackets.
    package var what: String {
        switch code {
        case .missing: "文件不存在"
        case .exists: "文件已经存在，不会覆盖"
        case .open: "其他用户可以使用该文件（\(reason)）"
        case .empty: "文件是空的"
        case .format: "内容不合格式（\(reason)）"
        case .system: "系统不能读写（\(reason)）"
        }
    }

    /// What to do, in Chinese.
    package var advice: String {
        switch code {
        case .missing: FileRefusal.adviceOnMissing(purpose)
        case .exists: "请换一个位置，或者先移走原文件"
        case .open: "请运行 chmod 600 '\(path)'" + FileRefusal.adviceOnOpen(purpose)
        case .empty: FileRefusal.adviceOnEmpty(purpose)
        case .format: "请核对文件（\(fix)）"
        case .system: "请核对文件夹、所有者和剩余空间"
        }
    }

    private static func adviceOnMissing(_ purpose: FilePurpose) -> String {
        switch purpose {
        case .key: "请核对路径，或者从备份取回"
        case .officers: "请核对路径；办理人登记由 liandong init 生成"
        case .tokens: "请核对路径，或者用 --token-file 指明令牌文件"
        case .configuration: "请用 --config 指明本单位的 office.json；配置由 liandong init 生成"
        case .other: "请核对路径"
        }
    }

    private static func adviceOnEmpty(_ purpose: FilePurpose) -> String {
        switch purpose {
        case .key, .officers, .configuration: "请从备份取回"
        case .tokens: "请把令牌写入该文件"
        case .other: "请给出有内容的文件"
        }
    }

    private static func adviceOnOpen(_ purpose: FilePurpose) -> String {
        switch purpose {
        case .key: "；他人可能读过的，请更换密钥"
        case .tokens, .officers: "；他人可能读过的，请重新发放令牌"
        case .configuration, .other: ""
        }
    }
}

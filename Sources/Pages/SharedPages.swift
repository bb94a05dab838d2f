/// The templates and texts that every page uses.
package enum SharedPages {
    /// By name; pages inherit from `layout` and fill `main`.
    package static let templates: [String: String] = [
        "layout": text(PackageResources.layout_mustache), "table": text(PackageResources.table_mustache),
        "pager": text(PackageResources.pager_mustache), "field": text(PackageResources.field_mustache),
    ]

    /// A resource as text.
    package static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// Texts of the shared templates.
    package static let catalogue = Catalogue([
        "skip": Words("跳到主要内容", "Skip to main content"),
        "rehearsal": Words("演练数据，不具有法律效力", "Rehearsal data without legal effect"),
        "breadcrumb": Words("当前位置", "You are here"),
        "navigation": Words("主导航", "Main navigation"),
        "languageSwitch": Words("English", "中文"),
        "languageLabel": Words("Switch to English", "切换为中文"),
        "colon": Words("：", ": "),
        "print": Words("打印", "Print"),
        "earlier": Words("更早的", "Earlier"),
        "newest": Words("回到最新", "Back to newest"),
        "pages": Words("翻页", "Pages"),
        "required": Words("必填", "required"),
        "printedFrom": Words("打印自", "Printed from"),
    ])
}

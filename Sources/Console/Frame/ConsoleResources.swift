import Pages

/// Files that the compiler puts into the program.
enum ConsoleResources {
    static let templates: [String: String] = [
        "foot": SharedPages.text(PackageResources.foot_mustache),
        "problem": SharedPages.text(PackageResources.problem_mustache),
        "home": SharedPages.text(PackageResources.home_mustache),
    ]

    /// Small helps of the console's pages.
    static let help = PageAsset(
        "console", "js", PackageResources.console_js, mediaType: "text/javascript; charset=utf-8")

    /// What the pages need beside what all pages share.
    static let assets = [help]
}

import Pages

/// Files that the compiler puts into the program.
enum ConsoleResources {
    static let templates: [String: String] = [
        "foot": SharedPages.text(PackageResources.foot_mustache),
        "problem": SharedPages.text(PackageResources.problem_mustache),
        "home": SharedPages.text(PackageResources.home_mustache),
        "case": SharedPages.text(PackageResources.case_mustache),
        "changes": SharedPages.text(PackageResources.changes_mustache),
        "clock": SharedPages.text(PackageResources.clock_mustache),
        "facts": SharedPages.text(PackageResources.facts_mustache),
        "form": SharedPages.text(PackageResources.form_mustache),
        "inputs": SharedPages.text(PackageResources.inputs_mustache),
        "openings": SharedPages.text(PackageResources.openings_mustache),
        "letter": SharedPages.text(PackageResources.letter_mustache),
        "paper": SharedPages.text(PackageResources.paper_mustache),
    ]

    /// Small helps of the console's pages.
    static let help = PageAsset(
        "console", "js", PackageResources.console_js, mediaType: "text/javascript; charset=utf-8")

    /// What the pages need beside what all pages share.
    static let assets = [help]
}

import Pages

/// Files that the compiler puts into the program.
enum ConsoleResources {
    static let templates: [String: String] = [
        "bus": SharedPages.text(PackageResources.bus_mustache),
        "busheld": SharedPages.text(PackageResources.busheld_mustache),
        "busletter": SharedPages.text(PackageResources.busletter_mustache),
        "cases": SharedPages.text(PackageResources.cases_mustache),
        "deadlines": SharedPages.text(PackageResources.deadlines_mustache),
        "foot": SharedPages.text(PackageResources.foot_mustache),
        "home": SharedPages.text(PackageResources.home_mustache),
        "job": SharedPages.text(PackageResources.job_mustache),
        "problem": SharedPages.text(PackageResources.problem_mustache),
        "subject": SharedPages.text(PackageResources.subject_mustache),
        "subjectask": SharedPages.text(PackageResources.subjectask_mustache),
    ]

    /// Small helps of the console's pages.
    static let help = PageAsset(
        "console", "js", PackageResources.console_js, mediaType: "text/javascript; charset=utf-8")

    /// What the pages need beside what all pages share.
    static let assets = [help]
}

import Pages

/// Files that the compiler puts into the program.
enum ConsoleResources {
    static let templates: [String: String] = [
        "bus": SharedPages.text(PackageResources.bus_mustache),
        "busheld": SharedPages.text(PackageResources.busheld_mustache),
        "busletter": SharedPages.text(PackageResources.busletter_mustache),
        "case": SharedPages.text(PackageResources.case_mustache),
        "cases": SharedPages.text(PackageResources.cases_mustache),
        "changes": SharedPages.text(PackageResources.changes_mustache),
        "clock": SharedPages.text(PackageResources.clock_mustache),
        "deadlines": SharedPages.text(PackageResources.deadlines_mustache),
        "facts": SharedPages.text(PackageResources.facts_mustache),
        "foot": SharedPages.text(PackageResources.foot_mustache),
        "form": SharedPages.text(PackageResources.form_mustache),
        "home": SharedPages.text(PackageResources.home_mustache),
        "inputs": SharedPages.text(PackageResources.inputs_mustache),
        "job": SharedPages.text(PackageResources.job_mustache),
        "letter": SharedPages.text(PackageResources.letter_mustache),
        "openings": SharedPages.text(PackageResources.openings_mustache),
        "paper": SharedPages.text(PackageResources.paper_mustache),
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

import Pages

/// Files that the compiler puts into the program.
enum ConsoleResources {
    static let templates: [String: String] = [
        "access-log": SharedPages.text(PackageResources.access_log_mustache),
        "account": SharedPages.text(PackageResources.account_mustache),
        "account-new": SharedPages.text(PackageResources.account_new_mustache),
        "account-one": SharedPages.text(PackageResources.account_one_mustache),
        "account-roles": SharedPages.text(PackageResources.account_roles_mustache),
        "account-secret": SharedPages.text(PackageResources.account_secret_mustache),
        "accounts": SharedPages.text(PackageResources.accounts_mustache),
        "bus": SharedPages.text(PackageResources.bus_mustache),
        "busheld": SharedPages.text(PackageResources.busheld_mustache),
        "busletter": SharedPages.text(PackageResources.busletter_mustache),
        "case": SharedPages.text(PackageResources.case_mustache),
        "cases": SharedPages.text(PackageResources.cases_mustache),
        "changes": SharedPages.text(PackageResources.changes_mustache),
        "clock": SharedPages.text(PackageResources.clock_mustache),
        "deadlines": SharedPages.text(PackageResources.deadlines_mustache),
        "facts": SharedPages.text(PackageResources.facts_mustache),
        "filters": SharedPages.text(PackageResources.filters_mustache),
        "foot": SharedPages.text(PackageResources.foot_mustache),
        "form": SharedPages.text(PackageResources.form_mustache),
        "home": SharedPages.text(PackageResources.home_mustache),
        "importbatch": SharedPages.text(PackageResources.importbatch_mustache),
        "imports": SharedPages.text(PackageResources.imports_mustache),
        "inputs": SharedPages.text(PackageResources.inputs_mustache),
        "job": SharedPages.text(PackageResources.job_mustache),
        "jobrow": SharedPages.text(PackageResources.jobrow_mustache),
        "jobrows": SharedPages.text(PackageResources.jobrows_mustache),
        "jobs": SharedPages.text(PackageResources.jobs_mustache),
        "letter": SharedPages.text(PackageResources.letter_mustache),
        "openings": SharedPages.text(PackageResources.openings_mustache),
        "paper": SharedPages.text(PackageResources.paper_mustache),
        "password": SharedPages.text(PackageResources.password_mustache),
        "people": SharedPages.text(PackageResources.people_mustache),
        "problem": SharedPages.text(PackageResources.problem_mustache),
        "reminders": SharedPages.text(PackageResources.reminders_mustache),
        "scorecards": SharedPages.text(PackageResources.scorecards_mustache),
        "rulecalendar": SharedPages.text(PackageResources.rulecalendar_mustache),
        "ruledirectory": SharedPages.text(PackageResources.ruledirectory_mustache),
        "rulepaper": SharedPages.text(PackageResources.rulepaper_mustache),
        "rulepreview": SharedPages.text(PackageResources.rulepreview_mustache),
        "rules": SharedPages.text(PackageResources.rules_mustache),
        "ruletabs": SharedPages.text(PackageResources.ruletabs_mustache),
        "sign-in-bars": SharedPages.text(PackageResources.sign_in_bars_mustache),
        "signin": SharedPages.text(PackageResources.signin_mustache),
        "subject": SharedPages.text(PackageResources.subject_mustache),
        "subjectask": SharedPages.text(PackageResources.subjectask_mustache),
        "supervised": SharedPages.text(PackageResources.supervised_mustache),
        "supervision": SharedPages.text(PackageResources.supervision_mustache),
        "tokens": SharedPages.text(PackageResources.tokens_mustache),
    ]

    /// Small helps of the console's pages.
    static let help = PageAsset(
        "console", "js", PackageResources.console_js, mediaType: "text/javascript; charset=utf-8")

    /// What the pages need beside what all pages share.
    static let assets = [help]
}

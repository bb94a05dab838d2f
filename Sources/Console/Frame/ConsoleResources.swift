import Pages

/// Files that the compiler puts into the program.
enum ConsoleResources {
    static let templates: [String: String] = [
        "foot": SharedPages.text(PackageResources.foot_mustache),
        "problem": SharedPages.text(PackageResources.problem_mustache),
        "signin": SharedPages.text(PackageResources.signin_mustache),
        "account": SharedPages.text(PackageResources.account_mustache),
        "password": SharedPages.text(PackageResources.password_mustache),
        "tokens": SharedPages.text(PackageResources.tokens_mustache),
        "accounts": SharedPages.text(PackageResources.accounts_mustache),
        "account-roles": SharedPages.text(PackageResources.account_roles_mustache),
        "account-new": SharedPages.text(PackageResources.account_new_mustache),
        "account-secret": SharedPages.text(PackageResources.account_secret_mustache),
        "account-one": SharedPages.text(PackageResources.account_one_mustache),
        "sign-in-bars": SharedPages.text(PackageResources.sign_in_bars_mustache),
        "access-log": SharedPages.text(PackageResources.access_log_mustache),
        "home": SharedPages.text(PackageResources.home_mustache),
    ]

    /// Small helps of the console's pages.
    static let help = PageAsset(
        "console", "js", PackageResources.console_js, mediaType: "text/javascript; charset=utf-8")

    /// What the pages need beside what all pages share.
    static let assets = [help]
}

import Pages

/// The texts that templates of the console name; each part has its own catalogue beside its pages.
enum ConsoleCatalogue {
    static let all = [
        frame,
        AccessPages.catalogue,
        AccountPages.catalogue,
        BusPages.catalogue,
        CaseCatalogue.all,
        CaseExportPages.catalogue,
        CaseListPages.catalogue,
        DeadlinePages.catalogue,
        FilterPages.catalogue,
        FormCatalogue.all,
        HomePages.catalogue,
        ImportPages.catalogue,
        JobPages.catalogue,
        JobRowPages.catalogue,
        OwnAccountPages.catalogue,
        PeoplePages.catalogue,
        ReminderPages.catalogue,
        ScorecardPages.catalogue,
        RulePages.catalogue,
        RulePreviewPages.catalogue,
        SignInPages.catalogue,
        SubjectPages.catalogue,
        SupervisionPages.catalogue,
    ].reduce(Catalogue([:])) { $0.merging($1) }

    private static let frame = Catalogue([
        "siteSuffix": Words("联动工作台", " · Liandong console"),
        "navHome": Words("待办", "To do"), "navCases": Words("案件", "Cases"),
        "navDeadlines": Words("期限", "Deadlines"), "navSubjects": Words("主体全景", "Subjects"),
        "navBus": Words("往来与交换", "Exchange"),
        "navAccounts": Words("账号", "Accounts"), "navAccessLog": Words("访问记录", "Access log"),
        "signOut": Words("退出", "Sign out"), "account": Words("我的账号", "My account"),
        "reference": Words("编号", "Reference"), "basis": Words("依据", "Legal basis"),
        "backHome": Words("返回首页", "Back to start"),
        "save": Words("保存", "Save"), "send": Words("提交", "Send"), "back": Words("返回", "Back"),
        "filter": Words("筛选", "Filter"), "all": Words("全部", "All"), "nothing": Words("没有符合条件的内容。", "Nothing fits."),
    ])
}

import Pages

/// Texts of the forms.
enum FormCatalogue {
    static let all = Catalogue([
        "formNew": Words("新建", "New"), "formEmpty": Words("本事项没有需要填写的内容，核对后提交即可。", "Nothing to fill in."),
        "formDraft": Words("有未提交的草稿，保存于", "There is a draft, saved"),
        "formResume": Words("继续填写草稿", "Go on with the draft"), "formDiscard": Words("删除草稿", "Delete the draft"),
        "formSince": Words("您打开表格之后：", "Since you opened the form:"),
        "formYours": Words("您填写的", "Yours"), "formTheirs": Words("案件现有的", "The case's"),
        "formVersions": Words("两个版本对照", "Both versions"), "formBack": Words("返回案件", "Back"),
        "formUpdate": Words("更新表格", "Update the form"),
        "formUpload": Words("选择文件上传（每个不超过64MB）", "Upload files (64 MB each)"),
        "formScript": Words("上传附件需要浏览器启用脚本。", "Uploading needs scripts."),
        "formNewNone": Words("您没有可以新建的事项。", "There is nothing you may open."),
        "formCannot": Words("现在不能办理", "Not possible now"),
    ])
}

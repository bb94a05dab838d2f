import Pages
import Testing

/// What goes into a page comes out as text, whatever it is.
@Suite struct PageValueTests {
    private let library = PageLibrary(
        ["probe": "<p title=\"{{text}}\">{{text}}</p>{{#list}}<i id='{{name}}'>{{.}}</i>{{/list}}{{{text}}}"],
        catalogue: Catalogue([:]))

    /// Signs that mean something to a browser, and marks that join them to one character of Swift.
    private static let hostile = [
        "<script>alert(1)</script>", "\"\u{301} onmouseover=alert(1) x=\"", "<\u{338}img src=x onerror=alert(1)>",
        "'><svg/onload=1>",
        "&lt;script&gt;", "{{text}}", "{{{text}}}", "]]><!--", "\u{200D}\"\u{FE0F}", "a\u{0}b<", "＜script＞",
        "</title><script>",
    ]

    @Test("No text of any origin makes a tag or leaves an attribute", arguments: hostile)
    func escaped(text: String) throws {
        let html = try library.render("probe", ["text": .text(text), "list": .list([.text(text)])], .chinese)
        let escaped = HTMLText.escaped(text)
        #expect(html == "<p title=\"\(escaped)\">\(escaped)</p><i id=''>\(escaped)</i>\(escaped)")
        for sign in ["<", ">", "\"", "'"] {
            #expect(!escaped.unicodeScalars.contains { $0 == sign.unicodeScalars.first }, "\(sign) in \(escaped)")
        }
    }

    @Test("A thousand texts made by chance from hostile parts stay text")
    func chance() throws {
        var generator = Steps(state: 20_261_123)
        for _ in 0..<1000 {
            let text = (0..<Int.random(in: 1...8, using: &generator)).map { _ in
                PageValueTests.hostile.randomElement(using: &generator) ?? ""
            }.joined()
            let html = try library.render("probe", ["text": .text(text), "list": .none], .english)
            // Two tags of the template, and the quotes of one attribute: nothing else.
            #expect(html.unicodeScalars.count { $0 == "<" } == 2)
            #expect(html.unicodeScalars.count { $0 == "\"" } == 2)
            #expect(!html.unicodeScalars.contains("'"))
        }
    }

    @Test(
        "No cell of a table lets a text out of its place, and each part of a cell stands where it belongs",
        arguments: hostile)
    func cells(text: String) throws {
        let (escaped, columns) = (
            HTMLText.escaped(text), [TableValue.Column(text), TableValue.Column("n", isNumber: true)]
        )
        let cell = TableValue.Cell(text, url: text, badge: Badge(text, .warn), note: text, isChinese: true)
        let table = TableValue(
            columns, [[cell, TableValue.Cell("1")], [TableValue.Cell(text, url: "", note: ""), TableValue.Cell("")]])
        let html = try library.render("table", table.value, .chinese)
        #expect(
            html.contains(
                """
                <tr><td data-label="\(escaped)" lang="zh-CN"><a href="\(escaped)">\(escaped)</a> \
                <span class="badge warn">\(escaped)</span><br><small>\(escaped)</small></td>\
                <td data-label="n" class="number">1</td></tr>
                <tr><td data-label="\(escaped)">\(escaped)</td><td data-label="n" class="number"></td></tr>
                """))
    }

    @Test("Only markup that was made here goes in as it is")
    func markup() throws {
        let html = try library.render("probe", ["text": .markup(Markup(trusted: "<b>1</b>")), "list": .none], .chinese)
        #expect(html.contains("<b>1</b>"))
    }

    @Test("A name that is not there shows nothing and opens no section")
    func missing() throws {
        #expect(try library.render("probe", .members([:]), .chinese) == "<p title=\"\"></p>")
    }

    @Test("A template that is not there is told")
    func unknown() {
        #expect(throws: PageDefect.self) { try library.render("nothing", .members([:]), .chinese) }
    }

    @Test("A template that cannot be read is a defect with its name")
    func broken() {
        let library = PageLibrary(["bad": "{{#open}}"], catalogue: Catalogue([:]))
        #expect(library.gaps.count == 1 && library.gaps[0].hasPrefix("template bad"))
    }

    private struct Steps: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }
}

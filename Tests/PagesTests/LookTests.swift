import Contracts
import Pages
import Testing

/// What all pages look like: colours, plots, addresses.
@Suite struct LookTests {
    private static let sheet = String(decoding: PageAsset.style.bytes, as: UTF8.self)

    /// Colours by name, of the head of the style sheet.
    private static let colours: [String: [Double]] = {
        var colours: [String: [Double]] = [:]
        let head = sheet.prefix { $0 != "}" }
        for part in head.split(whereSeparator: { $0 == ";" || $0 == "{" || $0 == "\n" }) {
            let sides = part.split(separator: ":").map { $0.filter { $0 != " " } }
            guard sides.count == 2, sides[0].hasPrefix("--"), let value = Int(sides[1].dropFirst(), radix: 16) else {
                continue
            }
            colours[String(sides[0].dropFirst(2))] = [value >> 16, value >> 8 & 255, value & 255].map {
                Double($0) / 255
            }
        }
        return colours
    }()

    /// WCAG 2.1, 1.4.3 and its definition of relative luminance; the power by its own series, for this test needs no more.
    private static func luminance(_ colour: [Double]) -> Double {
        zip(colour, [0.2126, 0.7152, 0.0722]).reduce(0) { sum, part in
            let level = part.0 <= 0.03928 ? part.0 / 12.92 : LookTests.power((part.0 + 0.055) / 1.055)
            return sum + level * part.1
        }
    }

    /// x to the power 2.4: the square, times the fifth root of the square by Newton's steps.
    private static func power(_ x: Double) -> Double {
        let square = x * x
        var root = 1.0
        for _ in 0..<60 { root -= (root * root * root * root * root - square) / (5 * root * root * root * root) }
        return square * root
    }

    @Test(
        "Each text has a contrast of at least 4.5 on its ground",
        arguments: [
            ("ink", "ground"), ("ink", "panel"), ("soft", "ground"), ("soft", "panel"), ("link", "ground"),
            ("link", "panel"), ("on-head", "head"), ("on-head", "link"), ("good", "good-ground"),
            ("warn", "warn-ground"),
            ("bad", "bad-ground"), ("bad", "ground"), ("gone", "gone-ground"), ("ink", "good-ground"),
            ("ink", "bad-ground"), ("ink", "warn-ground"),
        ])
    func contrast(text: String, ground: String) throws {
        let front = LookTests.luminance(try #require(LookTests.colours[text]))
        let back = LookTests.luminance(try #require(LookTests.colours[ground]))
        #expect((max(front, back) + 0.05) / (min(front, back) + 0.05) >= 4.5, "\(text) on \(ground)")
    }

    @Test("Colours stand at the head of the style sheet only")
    func colours() {
        let rest = LookTests.sheet.drop { $0 != "}" }
        #expect(!rest.contains("#"))
        #expect(LookTests.colours.count >= 20)
    }

    @Test("The address of a file tells its content, and nothing is loaded from elsewhere")
    func assets() {
        for asset in PageAsset.shared {
            let text = String(decoding: asset.bytes, as: UTF8.self)
            #expect(asset.path.contains(Digest.sha256(asset.bytes).description.prefix(16)))
            #expect(!text.contains("url(") && !text.contains("@import"))
            #expect(!text.contains("https://"))
        }
        #expect(Set(PageAsset.shared.map(\.path)).count == PageAsset.shared.count)
    }

    @Test("A plot tells its title and its figures, escapes names and draws nothing below zero")
    func plot() {
        let plot = BarPlot(
            title: "按月<b>", summary: "见表",
            bars: [.init("26-10", [3, 1]), .init("\"<i>", [0, 0]), .init("26-12", [-5, 2])])
        let svg = plot.svg.html
        #expect(svg.hasPrefix("<svg class=\"plot\" role=\"img\""))
        #expect(svg.contains("<title>按月&lt;b&gt;</title>"))
        #expect(svg.contains("&quot;&lt;i&gt;"))
        #expect(svg.split(separator: "<rect").count - 1 == 3)
        #expect(!svg.contains("style="))
        #expect(!svg.contains("height=\"-"))
    }

    @Test("A plot of nothing, and of one huge figure, is drawn")
    func edges() {
        #expect(BarPlot(title: "", summary: "", bars: []).svg.html.hasSuffix("</svg>"))
        let huge = BarPlot(title: "", summary: "", bars: [.init("a", [Int.max / 2])]).svg.html
        #expect(huge.contains("\(Int.max / 2)"))
    }

    @Test(
        "The other language keeps the rest of the address",
        arguments: [
            ("/", "/?lang=en"), ("/search?q=%E4%B8%80", "/search?q=%E4%B8%80&lang=en"),
            ("/latest?lang=zh&kind=penalty", "/latest?kind=penalty&lang=en"),
        ])
    func language(address: String, switched: String) throws {
        let frame = PageFrame(site: "", title: "", address: address, navigation: [], isRehearsal: false, now: "")
        let library = PageLibrary(["probe": "{{{otherURL}}}"], catalogue: Catalogue([:]))
        let html = try library.render("probe", frame.value([:], .chinese), .chinese)
        #expect(html == HTMLText.escaped(switched))
    }

    @Test("Every text that a shared template names is there")
    func texts() {
        #expect(PageLibrary([:], catalogue: Catalogue([:])).gaps == [])
        #expect(PageLibrary(["a": "{{t.nothing}}"], catalogue: Catalogue([:])).gaps == ["a names the text nothing"])
    }
}

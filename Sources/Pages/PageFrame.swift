/// What stands around the content of a page.
package struct PageFrame: Sendable {
    /// A link of the navigation or the way to a page.
    package struct Link: Hashable, Sendable {
        /// What it says.
        package let name: String
        /// Where it leads; nil for the page itself.
        package let url: String?

        /// A link.
        package init(_ name: String, _ url: String?) {
            self.name = name
            self.url = url
        }
    }

    /// Name of the site.
    package let site: String
    /// Title of the page.
    package let title: String
    /// Path and query of the page.
    package let address: String
    /// Links of the head.
    package let navigation: [Link]
    /// The way to the page, itself last.
    package var trail: [Link]
    /// Paths of its module scripts.
    package var scripts: [String]
    /// Path of the news feed that belongs to it.
    package var feedURL: String?
    /// Whether the data are a rehearsal's.
    package let isRehearsal: Bool
    /// When it was made, as people read it.
    package let now: String

    /// A frame.
    package init(
        site: String, title: String, address: String, navigation: [Link], trail: [Link] = [], scripts: [String] = [],
        feedURL: String? = nil, isRehearsal: Bool, now: String
    ) {
        self.site = site
        self.title = title
        self.address = address
        self.navigation = navigation
        self.trail = trail
        self.scripts = scripts
        self.feedURL = feedURL
        self.isRehearsal = isRehearsal
        self.now = now
    }

    /// The frame and a page's own content, for a template that inherits from `layout`.
    package func value(_ content: [String: PageValue], _ language: Language) -> PageValue {
        let path = address.prefix { $0 != "?" }
        return PageValue.members([
            "site": .text(site), "title": .text(title), "address": .text(address), "isRehearsal": .flag(isRehearsal),
            "now": .text(now), "styleURL": .text(PageAsset.style.path), "helpURL": .text(PageAsset.help.path),
            "iconURL": .text(PageAsset.icon.path),
            "scripts": .list(scripts.map { .text($0) }), "feedURL": .optional(feedURL), "isPrint": .none,
            "otherURL": .text(PageFrame.switched(address, to: language.other)),
            "otherLang": .text(language.other.tag), "hasTrail": .flag(!trail.isEmpty),
            "trail": .list(trail.map { ["name": .text($0.name), "url": .optional($0.url)] }),
            "navigation": .list(
                navigation.map { link in
                    let isHere = link.url.map { $0 == path } ?? false
                    return ["name": .text(link.name), "url": .optional(link.url), "isHere": .flag(isHere)]
                }),
        ]).adding(content)
    }

    /// The same address with another language.
    static func switched(_ address: String, to language: Language) -> String {
        let parts = address.split(separator: "?", maxSplits: 1).map(String.init)
        let kept = parts.dropFirst().first?.split(separator: "&").filter { !$0.hasPrefix("lang=") } ?? []
        let query = (kept.map(String.init) + ["lang=\(language.rawValue)"]).joined(separator: "&")
        return (parts.first ?? "/") + "?" + query
    }
}

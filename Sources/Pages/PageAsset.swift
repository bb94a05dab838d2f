import Contracts

/// A style sheet or a script under an address that names its content: it may be kept for ever.
package struct PageAsset: Hashable, Sendable {
    /// Its bytes.
    package let bytes: [UInt8]
    /// Media type.
    package let mediaType: String
    /// Path on the server.
    package let path: String

    /// A file `<stem>.<ending>`; hash-named.
    package init(_ stem: String, _ ending: String, _ bytes: [UInt8], mediaType: String) {
        self.bytes = bytes
        self.mediaType = mediaType
        path = "\(PageAsset.folder)/\(stem)-\(Digest.sha256(bytes).description.prefix(16)).\(ending)"
    }

    /// Where assets lie.
    package static let folder = "/assets"

    /// The last part of the path.
    package var name: String { String(path.dropFirst(PageAsset.folder.utf8.count + 1)) }

    /// The style sheet of all pages.
    package static let style = PageAsset(
        "pages", "css", PackageResources.pages_css, mediaType: "text/css; charset=utf-8")
    /// Small helps of all pages: one sending per form, the print button, copying.
    package static let help = PageAsset(
        "pages", "js", PackageResources.pages_js, mediaType: "text/javascript; charset=utf-8")
    /// The mark in the browser's tab.
    package static let icon = PageAsset("icon", "svg", PackageResources.icon_svg, mediaType: "image/svg+xml")
    /// What every page needs.
    package static let shared = [style, help, icon]
}

import Mustache

/// The templates of pages, one for each part, and what they bring along.
enum ReportTemplates {
  /// Templates of HTML by their names.
  static let html = library(
    of: [
      ("page", PackageResources.page_html_mustache),
      ("section", PackageResources.section_html_mustache),
      ("block", PackageResources.block_html_mustache),
      ("figures", PackageResources.figures_html_mustache),
      ("table", PackageResources.table_html_mustache),
      ("cell", PackageResources.cell_html_mustache),
      ("chart", PackageResources.chart_html_mustache),
      ("entries", PackageResources.entries_html_mustache),
      ("rows", PackageResources.rows_html_mustache),
      ("line", PackageResources.line_html_mustache),
    ],
    escapedBy: InertHTML.name
  )

  /// Templates of Markdown by their names.
  static let markdown = library(
    of: [
      ("page", PackageResources.page_markdown_mustache),
      ("block", PackageResources.block_markdown_mustache),
    ],
    escapedBy: InertMarkdown.name
  )

  /// The style of a page.
  static let pageStyle =
    String(decoding: PackageResources.page_css, as: UTF8.self) + chartStyle

  /// The style of a drawing, in a page or in a file of its own.
  static let chartStyle = String(decoding: PackageResources.chart_css, as: UTF8.self)

  /// Each template says by itself how text is escaped: a part does not take it over from its page.
  private static func library(of files: [(String, [UInt8])], escapedBy name: String)
    -> MustacheLibrary
  {
    MustacheContentTypes.register(InertHTML(), named: InertHTML.name)
    MustacheContentTypes.register(InertMarkdown(), named: InertMarkdown.name)
    var library = MustacheLibrary()
    for (part, bytes) in files {
      let text = "{{% CONTENT_TYPE: \(name)}}\n" + String(decoding: bytes, as: UTF8.self)
      do {
        try library.register(text, named: part)
      } catch {
        preconditionFailure("the template \(part) cannot be read: \(error)")
      }
    }
    return library
  }
}

extension MustacheLibrary {
  /// What a template of ours makes of a value.
  func text(_ part: String, of value: Any) -> String {
    guard let text = render(value, withTemplate: part) else {
      preconditionFailure("there is no template \(part)")
    }
    return text
  }
}

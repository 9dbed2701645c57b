import StemmaCore

/// A page: a heading, sections, and the frame that all have.
struct Page {
  var title: String
  /// What kind of thing it is about, above the title.
  var kicker: String?
  var lead: [String] = []
  /// What is in the field of search.
  var sought = ""
  var status = 200
  var sections: [Section] = []

  struct Section {
    let id: String
    let title: String
    var blocks: [Block] = []
    /// What gives the same as this section.
    var source: Source?
  }

  enum Block {
    case paragraph(String)
    case caution(String)
    case figures([Figure])
    case facts([Fact])
    case table(PageTable)
    case links([Link])
    case drawing(Drawing)
    case code(String)
    case form(Form)
  }

  struct Link {
    let text: String
    let address: String?
    var isHere = false
    var note: String?

    init(_ text: String, _ address: String?, isHere: Bool = false, note: String? = nil) {
      (self.text, self.address, self.isHere, self.note) = (text, address, isHere, note)
    }
  }

  /// A number with its name, which leads to what it counts.
  struct Figure {
    let name: String
    let value: String
    var rows: String?
    var note: String?

    init(_ name: String, _ value: String, rows: String? = nil, note: String? = nil) {
      (self.name, self.value, self.rows, self.note) = (name, value, rows, note)
    }

    init(_ name: String, _ value: Int, rows: String? = nil, note: String? = nil) {
      self.init(name, Shown.number(value), rows: rows, note: note)
    }
  }

  /// A fact with the way to what says it.
  struct Fact {
    let name: String
    let values: [Link]
    var since: String?
    var evidence: String?
  }

  struct Drawing {
    let title: String
    let svg: String
    /// The same for a phone.
    let narrow: String
    /// The same for paper.
    let pieces: String
    /// What it shows, one line each, with the pages of the models.
    let outline: [(depth: Int, link: Link)]
    var whole: Link?
  }

  /// Fields that a browser sends as the query of a page.
  struct Form {
    let action: String
    let label: String
    let name: String
    let value: String
    var isLong = false
    /// A further field of one line.
    var also: Field?
    let button: String

    struct Field {
      let label: String
      let name: String
      let value: String
    }
  }

  /// The command that gives the same, its address in the API, and SQL where there is a view for it.
  struct Source {
    let command: String
    let api: String?
    var sql: String?

    init(_ command: String, api: String?, sql: String? = nil) {
      (self.command, self.api, self.sql) = (command, api, sql)
    }
  }
}

/// Rows under headings, with links.
struct PageTable {
  enum Cell {
    case text(String?)
    case link(String, String?)
    case number(Int64?)
    case real(Double?)

    static func count(_ number: Int?) -> Cell { .number(number.map(Int64.init)) }
    /// A number that leads to its rows.
    static func count(_ number: Int, _ rows: String?) -> Cell {
      rows == nil || number == 0 ? .number(Int64(number)) : .link(Shown.number(number), rows)
    }

    var isNumber: Bool {
      switch self {
      case .number, .real: true
      case .link(let text, _):
        text.utf8.first.map { (0x30...0x39).contains($0) } ?? false
          && text.allSatisfy { $0.isNumber || $0 == "\u{202F}" }
      case .text: false
      }
    }
  }

  var headings: [String]
  var rows: [[Cell]]
  var caption: String
  /// Where it goes on and back.
  var pager: Pager?
  /// What is said where there is no row.
  var empty = "None."

  /// The part of a long list that a page shows.
  struct Pager {
    static let size = 50

    let page: Int
    let total: Int?
    let hasMore: Bool
    /// The address of a page of the list.
    let address: (Int) -> String
  }
}

extension Page {
  /// The reply with the page in it.
  func reply(for request: Request) -> Reply {
    var headers: [Reply.Header] = []
    if status == 405 { headers.append(.init("Allow", "GET, HEAD")) }
    return Reply(status, type: "text/html; charset=utf-8", html.bytes, headers: headers)
  }

  private var html: HTML {
    var html = HTML(
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <link rel="icon" type="image/svg+xml" href="/favicon.ico">
      <link rel="stylesheet" href="/static/explorer.css">
      <script src="/static/explorer.js" defer></script>

      """
    )
    html.element("title", text: title == "Stemma" ? title : title + " · Stemma")
    html.raw(
      """

      </head>
      <body>
      <a class="skip" href="#content">To the content</a>
      <header class="top">
      <nav aria-label="Site"><a class="brand" href="/">Stemma</a> <a href="/families">Families</a> \
      <a href="/studies">Studies</a> <a href="/harvests">Harvests</a> <a href="/watch">Watched</a> \
      <a href="/policy">Policy</a> <a href="/queries">Queries</a> \
      <a href="/api">API</a></nav>
      <form class="find" action="/search" role="search">
      <label for="q">Model, dataset or owner</label>

      """
    )
    html.open(
      "input",
      [
        "id": "q", "name": "q", "type": "search", "autocomplete": "off", "maxlength": "400",
        "value": sought, "list": "hits",
      ]
    )
    html.raw(
      """
      <datalist id="hits"></datalist><button>Search</button>
      </form>
      </header>
      <main id="content">

      """
    )
    if let kicker { html.element("p", ["class": "kicker"], text: kicker) }
    html.element("h1", text: title)
    for line in lead { html.element("p", ["class": "lead"], text: line) }
    if sections.count > 2 { contents(&html) }
    for section in sections { section.write(to: &html) }
    html.raw("\n</main>\n<footer><p>")
    html.text("Stemma \(Version.text), read-only, on this machine. ")
    html.raw(
      """
      What no card declares is not counted.</p></footer>
      </body>
      </html>

      """
    )
    return html
  }

  private func contents(_ html: inout HTML) {
    html.raw("<nav class=\"contents\" aria-label=\"On this page\"><ul>")
    for section in sections {
      html.element("li") { $0.link(section.title, to: "#" + section.id) }
    }
    html.raw("</ul></nav>")
  }
}

extension Page.Section {
  fileprivate func write(to html: inout HTML) {
    html.raw("\n")
    html.element("section", ["id": id, "aria-labelledby": id + "-h"]) { html in
      html.element("h2", ["id": id + "-h"], text: title)
      for block in blocks { block.write(to: &html) }
      source?.write(to: &html)
    }
  }
}

extension Page.Source {
  fileprivate func write(to html: inout HTML) {
    html.raw("<details class=\"source\"><summary>The same as a command, JSON, CSV")
    html.raw(sql == nil ? "" : ", SQL")
    html.raw("</summary>")
    html.element("pre") { $0.element("code", text: command) }
    if let api {
      html.element("p") { html in
        let joint = api.contains("?") ? "&" : "?"
        html.link("JSON", to: api)
        html.raw(" ")
        html.link("CSV", to: api + joint + "format=csv")
        html.raw(" ")
        html.link("JSON Lines", to: api + joint + "format=jsonl")
      }
    }
    if let sql {
      html.element("pre") { $0.element("code", text: sql) }
      html.element("p") {
        $0.link("Run this query", to: Way.sql(sql))
      }
    }
    html.raw("</details>")
  }
}

extension Page.Block {
  fileprivate func write(to html: inout HTML) {
    html.raw("\n")
    switch self {
    case .paragraph(let text): html.element("p", text: text)
    case .caution(let text): html.element("p", ["class": "caution"], text: text)
    case .figures(let figures): Self.write(figures, &html)
    case .facts(let facts): Self.write(facts, &html)
    case .table(let table): table.write(to: &html)
    case .links(let links): Self.write(links, &html)
    case .drawing(let drawing): Self.write(drawing, &html)
    case .code(let text): html.element("pre") { $0.element("code", text: text) }
    case .form(let form): Self.write(form, &html)
    }
  }

  private static func write(_ figures: [Page.Figure], _ html: inout HTML) {
    html.element("dl", ["class": "figures"]) { html in
      for figure in figures {
        html.element("div") { html in
          html.element("dt", text: figure.name)
          html.element("dd", ["class": "value"]) { $0.link(figure.value, to: figure.rows) }
          if let note = figure.note { html.element("dd", ["class": "note"], text: note) }
        }
      }
    }
  }

  private static func write(_ facts: [Page.Fact], _ html: inout HTML) {
    html.element("dl", ["class": "facts"]) { html in
      for fact in facts {
        html.element("dt", text: fact.name)
        html.element("dd") { html in
          for (place, value) in fact.values.enumerated() {
            if place > 0 { html.raw(", ") }
            html.link(value.text, to: value.address)
            if let note = value.note { html.element("span", ["class": "note"], text: " " + note) }
          }
          if let since = fact.since { html.element("span", ["class": "note"], text: " " + since) }
          if let evidence = fact.evidence {
            html.raw(" ")
            html.element(
              "a",
              ["class": "why", "href": evidence, "aria-label": "Evidence for " + fact.name],
              text: "evidence"
            )
          }
        }
      }
    }
  }

  private static func write(_ links: [Page.Link], _ html: inout HTML) {
    html.element("ul", ["class": "links"]) { html in
      for link in links {
        html.element("li") { html in
          if link.isHere {
            html.element("span", ["class": "here"], text: link.text)
          } else {
            html.link(link.text, to: link.address)
          }
          if let note = link.note { html.element("span", ["class": "note"], text: " " + note) }
        }
      }
    }
  }

  private static func write(_ drawing: Page.Drawing, _ html: inout HTML) {
    html.element("figure", ["class": "drawing"]) { html in
      html.element(
        "div",
        ["class": "scroll", "role": "region", "aria-label": drawing.title, "tabindex": "0"]
      ) { html in
        html.raw("<div class=\"wide\">")
        html.inert(drawing.svg)
        html.raw("</div><div class=\"narrow\">")
        html.inert(drawing.narrow)
        html.raw("</div>")
      }
      html.element("div", ["class": "pieces", "aria-hidden": "true"]) { $0.inert(drawing.pieces) }
      if let whole = drawing.whole { html.element("p") { $0.link(whole.text, to: whole.address) } }
      html.raw("<details><summary>The same in words, with links</summary>")
      html.element("ul", ["class": "outline"]) { html in
        for (depth, link) in drawing.outline {
          html.element("li", ["class": "d\(min(depth, 12))"]) { html in
            html.link(link.text, to: link.address)
            if let note = link.note { html.element("span", ["class": "note"], text: " " + note) }
          }
        }
      }
      html.raw("</details>")
    }
  }

  private static func write(_ form: Page.Form, _ html: inout HTML) {
    html.element("form", ["class": "ask", "action": form.action]) { html in
      if let field = form.also { write(field, &html) }
      html.element("label", ["for": "ask-" + form.name], text: form.label)
      if form.isLong {
        html.element(
          "textarea",
          ["id": "ask-" + form.name, "name": form.name, "rows": "6", "maxlength": "4000"],
          text: form.value
        )
      } else {
        input(form.name, form.value, &html)
      }
      html.element("button", text: form.button)
    }
  }

  private static func write(_ field: Page.Form.Field, _ html: inout HTML) {
    html.element("label", ["for": "ask-" + field.name], text: field.label)
    input(field.name, field.value, &html)
  }

  private static func input(_ name: String, _ value: String, _ html: inout HTML) {
    html.open(
      "input",
      ["id": "ask-" + name, "name": name, "value": value, "maxlength": "400"]
    )
  }
}

extension PageTable {
  fileprivate func write(to html: inout HTML) {
    guard !rows.isEmpty else { return html.element("p", ["class": "note"], text: empty) }
    let isNumeric = headings.indices.map { column in
      column > 0 && rows.allSatisfy { $0[column].isNumber }
    }
    html.element(
      "div",
      [
        "class": folds ? "scroll folds" : "scroll", "role": "region", "aria-label": caption,
        "tabindex": "0",
      ]
    ) { html in
      // A browser forgets what is a table once a row is laid out as lines: its roles stay.
      html.raw(folds ? "<table role=\"table\">" : "<table>")
      html.element("caption", ["class": "unseen"], text: caption)
      html.raw(folds ? "<thead role=\"rowgroup\"><tr role=\"row\">" : "<thead><tr>")
      for (heading, isNumeric) in zip(headings, isNumeric) {
        html.element(
          "th",
          [
            "scope": "col", "role": folds ? "columnheader" : nil,
            "class": isNumeric ? "number" : nil,
          ],
          text: heading
        )
      }
      html.raw("</tr></thead>\n")
      html.raw(folds ? "<tbody role=\"rowgroup\">\n" : "<tbody>\n")
      for row in rows {
        html.raw(folds ? "<tr role=\"row\">" : "<tr>")
        for (column, (cell, isNumeric)) in zip(row, isNumeric).enumerated() {
          let name = folds && column > 0 && !cell.isEmpty ? headings[column] : nil
          html.element(
            "td",
            ["role": folds ? "cell" : nil, "class": isNumeric ? "number" : nil, "data-of": name]
          ) { cell.write(to: &$0) }
        }
        html.raw("</tr>\n")
      }
      html.raw("</tbody></table>")
    }
    pager?.write(to: &html)
  }

  /// Whether a phone shows the further columns under the first: where each row is about a thing with a
  /// page, and not one of a series, which is read down its columns.
  private var folds: Bool {
    headings.count > 3
      && rows.allSatisfy { row in
        if case .link = row[0] { true } else { false }
      }
  }
}

extension PageTable.Cell {
  /// Whether nothing is known.
  fileprivate var isEmpty: Bool {
    switch self {
    case .text(nil), .number(nil), .real(nil): true
    case .text, .number, .real, .link: false
    }
  }

  fileprivate func write(to html: inout HTML) {
    switch self {
    case .text(let text?): html.text(text)
    case .link(let text, let address): html.link(text, to: address)
    case .number(let number?): html.text(Shown.number(number))
    case .real(let number?): html.text(Shown.number(number))
    case .text(nil), .number(nil), .real(nil):
      html.raw("<span class=\"missing\" title=\"not known\">–</span>")
    }
  }
}

extension PageTable.Pager {
  /// The part of a list that is shown on a page, and how to turn it.
  static func part<Element>(
    _ all: [Element],
    page: Int,
    total: Int? = nil,
    address: @escaping (Int) -> String
  ) -> (shown: [Element], pager: PageTable.Pager?) {
    let first = (page - 1) * size
    let shown = Array(all.dropFirst(first).prefix(size))
    let hasMore = all.count > first + size
    guard page > 1 || hasMore else { return (shown, nil) }
    return (shown, Self(page: page, total: total, hasMore: hasMore, address: address))
  }

  fileprivate func write(to html: inout HTML) {
    html.element("nav", ["class": "pager", "aria-label": "Pages of this list"]) { html in
      if page > 1 {
        html.element("a", ["href": address(page - 1), "rel": "prev"], text: "Back")
        html.raw(" ")
      }
      let last = total.map { ($0 + Self.size - 1) / Self.size }
      html.text("Page \(Shown.number(page))" + (last.map { " of \(Shown.number($0))" } ?? ""))
      if hasMore {
        html.raw(" ")
        html.element("a", ["href": address(page + 1), "rel": "next"], text: "On")
      }
    }
  }
}

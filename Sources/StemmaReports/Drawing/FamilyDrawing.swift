import StemmaStore
package import StemmaAnswers
import StemmaCore

/// A family on an axis of time, as SVG.
///
/// Names stand below each other at the left, set in by their distance; the models stand beside them at
/// the time they were made. So no text meets a line or another text, whatever their number.
/// `Templates/tree.js` draws the same lines after a branch was unfolded: it must be changed along.
package struct FamilyDrawing {
  private let picture: FamilyPicture
  private let lines: [FamilyFold.Line]
  private let axis: TimeAxis
  private let name: String
  private let sheet: Sheet
  private let isStandalone: Bool
  private let address: Address?
  private let branchAddress: BranchAddress?
  private let places: [Int: Int]
  private let homesOfFolded: [Int: Int]

  /// Where a member has a page; nil for none.
  package typealias Address = (FamilyPicture.Member) -> String?
  /// Where the branches of a member are drawn, by its name, from one of them on; nil for nowhere.
  package typealias BranchAddress = (_ member: String, _ first: Int) -> String?

  /// Draws what `fold` shows of a picture.
  ///
  /// The ids of drawings on one page are told apart by `name`, a word of small letters and digits. One
  /// that stands alone brings its colors with it. Where members have pages, their lines lead there, and
  /// those of folded branches to where these are drawn.
  package init(
    _ picture: FamilyPicture,
    fold: FamilyFold? = nil,
    name: String = "tree",
    sheet: Sheet = .wide,
    isStandalone: Bool = false,
    address: Address? = nil,
    branchAddress: BranchAddress? = nil
  ) {
    let fold = fold ?? FamilyFold(picture)
    self.picture = picture
    self.name = name
    (self.sheet, self.isStandalone) = (sheet, isStandalone)
    (self.address, self.branchAddress) = (address, branchAddress)
    lines = fold.lines(of: picture)
    var places: [Int: Int] = [:]
    var homes: [Int: Int] = [:]
    for (row, line) in lines.enumerated() {
      switch line {
      case .member(let place, _): places[place] = row
      case .fold(let branches, _): homes[branches.home] = row
      }
    }
    self.places = places
    homesOfFolded = homes
    axis = TimeAxis(picture, sheet, left: Self.labelWidth(of: lines, in: picture, on: sheet))
  }

  /// What a browser needs beside the first drawing, to unfold it.
  var geometry: Geometry {
    Geometry(sheet: sheet, left: axis.left, start: axis.start, end: axis.end)
  }

  /// Where a drawing has its axis, and from which day to which.
  struct Geometry {
    let sheet: Sheet
    let left: Double
    let start, end: Int
  }

  // MARK: Sizes, in units of the sheet

  static let rowHeight = 22.0
  static let indent = 14.0
  static let deepest = 9

  /// How wide the parts of a sheet are.
  package struct Sheet: Sendable, Hashable {
    let plot, undated, rightMargin, widestLabel: Double
    /// Whether the axis has room for a sentence.
    let hasNote: Bool

    /// For a window or paper.
    package static let wide = Sheet(
      plot: 540,
      undated: 34,
      rightMargin: 30,
      widestLabel: 500,
      hasNote: true
    )
    /// For a phone, which shows it as wide as it is.
    package static let narrow = Sheet(
      plot: 96,
      undated: 22,
      rightMargin: 14,
      widestLabel: 208,
      hasNote: false
    )
  }

  private var width: Double { axis.left + sheet.undated + sheet.plot + sheet.rightMargin }

  private static func x(ofLabel depth: Int) -> Double {
    6 + Double(min(depth, deepest)) * indent
  }

  private static func labelWidth(
    of lines: [FamilyFold.Line],
    in picture: FamilyPicture,
    on sheet: Sheet
  ) -> Double {
    let widths = lines.map { line -> Double in
      switch line {
      case .member(let place, let depth):
        x(ofLabel: depth) + LabelWidth.of(label(of: picture.members[place]))
      case .fold(let branches, let depth):
        x(ofLabel: depth) + LabelWidth.of(branches.text) + 12
      }
    }
    return min(max(widths.max() ?? 0, 180), sheet.widestLabel).rounded(.up) + 12
  }

  // MARK: The parts

  /// An `svg` element with a title, a description and the role of an image.
  package var svg: String {
    var parts: [String] = []
    let (legend, top, bottom, height) = layout
    parts.append(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"stemma\" "
        + "role=\"\(address == nil && branchAddress == nil ? "img" : "group")\" "
        + "aria-labelledby=\"\(name)-title \(name)-text\" "
        + "viewBox=\"0 0 \(Self.number(width)) \(Self.number(height))\""
        + (isStandalone ? " width=\"\(Self.number(width))\" height=\"\(Self.number(height))\"" : "")
        + ">"
    )
    parts.append("<title id=\"\(name)-title\">\(SVGCanvas.inert(title))</title>")
    parts.append("<desc id=\"\(name)-text\">\(SVGCanvas.inert(summary))</desc>")
    if isStandalone { parts.append("<style>\(ReportTemplates.treeStyle)</style>") }
    if !isStandalone { parts.append("<g class=\"all stemma\" id=\"\(name)-all\">") }
    parts.append("<rect class=\"sheet\" width=\"100%\" height=\"100%\"/>")
    parts.append("<text class=\"heading\" x=\"6\" y=\"19\">\(SVGCanvas.inert(heading))</text>")
    parts += legend
    parts += axis.elements(top: top, bottom: bottom)
    parts.append("<g class=\"lines\" data-top=\"\(Self.number(top))\">")
    parts += guides(top)
    parts += edges(top)
    parts.append("</g>")
    for (row, line) in lines.enumerated() {
      parts.append(element(of: line, y: Self.y(ofRow: row, top)))
    }
    parts.append(isStandalone ? "</svg>" : "</g>\n</svg>")
    return parts.joined(separator: "\n")
  }

  /// The drawing of the same page once more in pieces, which paper shows: a browser cuts a picture wherever a
  /// sheet ends, and goes to the next sheet between two.
  package var pieces: String {
    let (_, top, bottom, height) = layout
    let step = Self.rowHeight * Double(Self.rowsOfPiece)
    let cuts = [0] + stride(from: top + step, to: bottom, by: step) + [height]
    return zip(cuts, cuts.dropFirst()).map { start, end in
      "<svg class=\"stemma\" viewBox=\"0 \(Self.number(start)) \(Self.number(width)) "
        + "\(Self.number(end - start))\"><use href=\"#\(name)-all\"/></svg>"
    }.joined(separator: "\n")
  }

  private static let rowsOfPiece = 12

  /// The elements of the legend, and where the lines begin and end and the drawing ends.
  private var layout: (legend: [String], top: Double, bottom: Double, height: Double) {
    let legend = FamilyLegend(picture, lines).elements(width: width, top: 30)
    let top = legend.bottom + 24
    let bottom = top + Self.rowHeight * Double(lines.count)
    return (legend.elements, top, bottom, bottom + 40)
  }

  private static func y(ofRow row: Int, _ top: Double) -> Double {
    top + rowHeight * (Double(row) + 0.5)
  }

  /// The heading fits the sheet, whatever the model is called.
  private var heading: String {
    let words =
      picture.isBelowItsHead
      ? "Further branches of"
      : picture.whole != nil
        ? "The branch" : picture.isDownward ? "What was made from" : "What made"
    // The letters of a heading are larger.
    let room = (width - 12) / (sheet.hasNote ? 1.3 : 1.6)
    return LabelWidth.fitting("\(words) \(picture.model)", width: room)
  }

  var title: String {
    if picture.isBelowItsHead { return "Further branches of the family of \(picture.model)" }
    if let whole = picture.whole {
      return "The branch of \(picture.model) in the family of \(whole.model)"
    }
    return picture.isDownward
      ? "The family of \(picture.model)" : "The ancestors of \(picture.model)"
  }

  /// What it shows, in words, for those who do not see it.
  package var summary: String {
    let count = picture.totals.models - 1
    guard count > 0 else { return "Nothing is known to be made from it." }
    let owners = picture.publisherCount
    let span =
      picture.whole == nil
      ? picture.dates.map { " Created between \($0.first) and \($0.last)." } : nil
    let passed = picture.whole?.first ?? 0
    let largest = picture.largestBranches.map { branch in
      branch.size == 1
        ? branch.name : "\(branch.name) with \(FoldedBranches.number(branch.size - 1))"
    }
    let drawn = places.count { !picture.members[$0.key].isOutside } - 1
    return "\(FoldedBranches.number(count)) models by \(FoldedBranches.number(owners)) publishers."
      + (span ?? "")
      + (passed == 0
        ? ""
        : " \(FoldedBranches.number(passed)) larger or more downloaded branches stand before them.")
      + " The largest branches: \(largest.joined(separator: ", "))."
      + (drawn < count ? " \(FoldedBranches.number(drawn)) of them are drawn one by one." : "")
  }

  /// The lines in words, set in by their depth.
  package var outline: [(depth: Int, text: String)] {
    lines.map { line in
      switch line {
      case .member(let place, let depth):
        (depth, Self.words(on: picture.members[place], in: picture))
      case .fold(let branches, let depth): (depth, branches.text)
      }
    }
  }

  private func x(of place: Int) -> Double { axis.x(of: picture.members[place].day) }

  private static func label(of member: FamilyPicture.Member) -> String {
    TerminalText.inert(member.node.id)
      + (member.node.ghost.map { " (\(TerminalText.inert($0)))" } ?? "")
      + (member.isOutside && member.node.ghost == nil ? " (another family)" : "")
  }

  /// What is told of a model where somebody points at it.
  static func words(on member: FamilyPicture.Member, in picture: FamilyPicture) -> String {
    let node = member.node
    let further = member.size - 1
    let facts: [String?] = [
      member.home == nil ? nil : member.relation ?? "relation not stated",
      node.ghost.map { "not on the Hub: \($0)" },
      node.createdAt.map { "created \($0.prefix(10))" },
      StatedLicense.text(node.license, name: node.licenseName, link: nil),
      node.downloads.map { "\(FoldedBranches.number(Int($0))) downloads in 30 days" },
      further > 0
        ? "\(FoldedBranches.number(further)) \(picture.isDownward ? "below" : "above")" : nil,
      member.isOutside ? "a parent outside the family" : nil, member.looser,
    ]
    let others = member.others.map { "also from \(picture.members[$0.place].node.id)" }
    return ([node.id] + facts.compactMap { $0 } + others).joined(separator: "; ")
  }

  private func element(of line: FamilyFold.Line, y: Double) -> String {
    switch line {
    case .member(let place, let depth): element(of: place, depth: depth, y: y)
    case .fold(let branches, let depth): element(of: branches, depth: depth, y: y)
    }
  }

  private func element(of place: Int, depth: Int, y: Double) -> String {
    let member = picture.members[place]
    let (x, labelX) = (self.x(of: place), Self.x(ofLabel: depth))
    let radius = Self.radius(of: member)
    let label = LabelWidth.fitting(Self.label(of: member), width: axis.left - 12 - labelX)
    let way = address?(member).map { "<a href=\"\(SVGCanvas.inert($0))\">" }
    var text =
      "<g class=\"row \(Self.style(of: member))\" data-n=\"\(place)\">" + (way ?? "")
      + "<title>\(SVGCanvas.inert(Self.words(on: member, in: picture)))</title>"
      + "<text x=\"\(Self.number(labelX))\" y=\"\(Self.number(y + 4))\">\(SVGCanvas.inert(label))</text>"
      + "<circle cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\" r=\"\(Self.number(radius))\"/>"
    if member.looser != nil {
      let left = Self.number(x + radius + 3)
      text += "<path class=\"looser\" d=\"M\(left) \(Self.number(y + 5))h10l-5 -9z\"/>"
    }
    return text + (way == nil ? "" : "</a>") + "</g>"
  }

  private func element(of branches: FoldedBranches, depth: Int, y: Double) -> String {
    let labelX = Self.x(ofLabel: depth)
    let label = LabelWidth.fitting(branches.text, width: axis.left - 24 - labelX)
    let home = picture.members[branches.home].node.id
    let way = branchAddress?(home, branches.first).map { "<a href=\"\(SVGCanvas.inert($0))\">" }
    return "<g class=\"fold\" data-n=\"\(branches.home)\">" + (way ?? "")
      + "<title>\(SVGCanvas.inert(branches.text))</title>"
      + "<path class=\"more\" d=\"M\(Self.number(labelX)) \(Self.number(y - 4))h8l-4 7z\"/>"
      + "<text x=\"\(Self.number(labelX + 12))\" y=\"\(Self.number(y + 4))\">\(SVGCanvas.inert(label))</text>"
      + "<path class=\"months\" d=\"\(axis.columns(branches.months, y: y))\"/>"
      + (way == nil ? "" : "</a>") + "</g>"
  }

  /// The radius grows with the number of figures of the downloads.
  static func radius(of member: FamilyPicture.Member) -> Double {
    var (radius, rest) = (3.0, member.node.downloads ?? 0)
    while rest >= 10, radius < 9 { (radius, rest) = (radius + 1, rest / 10) }
    return radius
  }

  /// The classes of a model's line.
  private static func style(of member: FamilyPicture.Member) -> String {
    let relation =
      member.home == nil && !member.isOutside
      ? "is-root" : RelationStyle(member.isOutside ? nil : member.relation).rawValue
    return relation + (member.node.ghost == nil ? "" : " is-ghost")
      + (member.isOutside ? " is-outside" : "")
  }

  // MARK: Lines

  /// The lines between names, as in a table of contents.
  private func guides(_ top: Double) -> [String] {
    children().map { home, rows in
      let (parent, depth) = home
      let x = Self.x(ofLabel: depth) + 4
      let start = Self.y(ofRow: parent, top) + 8
      var path =
        "M\(Self.number(x)) \(Self.number(start))V\(Self.number(Self.y(ofRow: rows.last ?? parent, top)))"
      for row in rows {
        path +=
          "M\(Self.number(x)) \(Self.number(Self.y(ofRow: row, top)))h\(Self.number(Self.indent - 7))"
      }
      return "<path class=\"guide\" d=\"\(path)\"/>"
    }
  }

  /// The rows below each row that has any one level deeper.
  private func children() -> [(home: (row: Int, depth: Int), rows: [Int])] {
    var children: [(home: (row: Int, depth: Int), rows: [Int])] = []
    var places: [Int: Int] = [:]
    for (row, line) in lines.enumerated() {
      let (home, depth) =
        switch line {
        case .member(let place, let depth): (picture.members[place].home, depth)
        case .fold(let branches, let depth): (branches.home, depth)
        }
      guard let home, depth <= Self.deepest, let parent = self.places[home] else { continue }
      if let place = places[home] {
        children[place].rows.append(row)
      } else {
        places[home] = children.count
        children.append(((parent, depth - 1), [row]))
      }
    }
    return children
  }

  private func edges(_ top: Double) -> [String] {
    var trunks: [Int: Double] = [:]
    var branches: [String] = []
    var curves: [String] = []
    for (row, line) in lines.enumerated() {
      let y = Self.y(ofRow: row, top)
      switch line {
      case .fold(let folded, _):
        trunks[folded.home] = y
        guard let first = folded.months.keys.min() else { continue }
        branches.append(Self.branch("e-fold", x(of: folded.home), axis.x(ofMonth: first), y))
      case .member(let place, _):
        let member = picture.members[place]
        if let home = member.home {
          trunks[home] = y
          let style = "e-\(RelationStyle(member.relation).rawValue)"
          branches.append(Self.branch(style, x(of: home), x(of: place), y))
        }
        for other in member.others {
          guard let start = self.row(of: other.place) else { continue }
          let (startX, startY) = (x(of: other.place), Self.y(ofRow: start, top))
          curves.append(
            "<path class=\"edge other e-\(RelationStyle(other.relation).rawValue)\" "
              + "d=\"M\(Self.number(startX)) \(Self.number(startY))"
              + "Q\(Self.number(startX)) \(Self.number(y)) \(Self.number(x(of: place))) \(Self.number(y))\"/>"
          )
        }
      }
    }
    let stems = trunks.sorted { $0.key < $1.key }.compactMap { home, end -> String? in
      guard let row = places[home] else { return nil }
      return "<path class=\"trunk\" d=\"M\(Self.number(x(of: home))) "
        + "\(Self.number(Self.y(ofRow: row, top)))V\(Self.number(end))\"/>"
    }
    return stems + branches.filter { !$0.isEmpty } + curves
  }

  private static func branch(_ style: String, _ from: Double, _ to: Double, _ y: Double) -> String {
    number(from) == number(to)
      ? ""
      : "<path class=\"edge \(style)\" d=\"M\(number(from)) \(number(y))H\(number(to))\"/>"
  }

  /// The row of a member, or of the line that stands for it.
  private func row(of place: Int) -> Int? {
    var place = place
    while true {
      if let row = places[place] { return row }
      guard let home = picture.members[place].home else { return nil }
      if places[home] != nil { return homesOfFolded[home] }
      place = home
    }
  }

  /// A position to a tenth.
  static func number(_ position: Double) -> String {
    let rounded = (position * 10).rounded() / 10
    return Int64(exactly: rounded).map(String.init) ?? String(rounded)
  }
}

/// How a relation is drawn: its color and its line.
enum RelationStyle: String, CaseIterable {
  case finetune, adapter, merge, quantized
  case unknown

  init(_ relation: String?) { self = relation.flatMap(RelationStyle.init(rawValue:)) ?? .unknown }

  var title: String { self == .unknown ? "not stated" : rawValue }
}

/// How wide names are in the letters of the drawing, at most.
enum LabelWidth {
  static func of(_ text: String) -> Double { TextWidth.of(text) * 1.06 }

  static func fitting(_ text: String, width: Double) -> String {
    TextWidth.fitting(text, width: width / 1.06)
  }
}

/// The months from the family's first to its last, along the sheet.
struct TimeAxis {
  /// Where names end.
  let left: Double
  /// The first and the last day, counted from 1970.
  let start, end: Int
  private let sheet: FamilyDrawing.Sheet

  /// The day before which the Hub keeps no date of creation: 2 March 2022.
  static let floor = 19_053

  init(_ picture: FamilyPicture, _ sheet: FamilyDrawing.Sheet, left: Double) {
    (self.sheet, self.left) = (sheet, left)
    let days = picture.days ?? Self.floor...Self.floor
    let (first, last) = (days.lowerBound, days.upperBound)
    // From the year's first day on, or from the floor where it lies in that year.
    let (year, month) = Self.month(of: first)
    start =
      year <= 2022 ? min(first, Self.floor) : Self.day(year: year, month: month < 4 ? 1 : month)
    end = max(last + 14, start + 92)
  }

  /// Where a day stands; what has no date stands before all.
  func x(of day: Int?) -> Double {
    guard let day else { return left + sheet.undated / 2 - 3 }
    let share = Double(day - start) / Double(end - start)
    return left + sheet.undated + sheet.plot * min(max(share, 0), 1)
  }

  /// Where a month begins, which is counted from January 1970.
  func x(ofMonth month: Int) -> Double {
    x(of: max(start, Self.day(year: 1970 + month / 12, month: month % 12 + 1)))
  }

  /// A column for each month, as high as the root of its share in the fullest.
  func columns(_ months: [Int: Int], y: Double) -> String {
    let most = Double(months.values.max() ?? 1).squareRoot()
    return months.sorted { $0.key < $1.key }.map { month, count in
      let (x, next) = (x(ofMonth: month), x(ofMonth: month + 1))
      let height = max(2, 16 * Double(count).squareRoot() / most)
      let width = max(1.5, next - x - 1)
      return "M\(FamilyDrawing.number(x)) \(FamilyDrawing.number(y + 8))"
        + "v\(FamilyDrawing.number(-height))h\(FamilyDrawing.number(width))v\(FamilyDrawing.number(height))z"
    }.joined()
  }

  func elements(top: Double, bottom: Double) -> [String] {
    var (parts, foot): ([String], [String]) = ([], [])
    let plot = left + sheet.undated
    var end = left - 20
    for (day, text) in ticks {
      let x = x(of: day)
      parts.append(Self.line("grid", x, top, bottom))
      let half = TextWidth.of(text) / 2
      guard x - half > end + 6 else { continue }
      end = x + half
      func label(_ y: Double) -> String {
        "<text class=\"axis\" x=\"\(FamilyDrawing.number(x))\" y=\"\(FamilyDrawing.number(y))\" "
          + "text-anchor=\"middle\">\(text)</text>"
      }
      parts.append(label(top - 6))
      foot.append(label(14))
    }
    if start <= Self.floor {
      parts.append(Self.line("floor", x(of: Self.floor), top, bottom))
    }
    let note =
      start <= Self.floor
      ? "created on the Hub; the dashed line is March 2022, before which it keeps no date"
      : "created on the Hub, which keeps no date before March 2022"
    if sheet.hasNote {
      foot.append(
        "<text class=\"axis\" x=\"\(FamilyDrawing.number(plot + sheet.plot))\" "
          + "y=\"32\" text-anchor=\"end\">\(note)</text>"
      )
    }
    let moved = "<g class=\"foot\" transform=\"translate(0 \(FamilyDrawing.number(bottom)))\">"
    return parts + [moved] + foot + ["</g>"]
  }

  private static func line(_ style: String, _ x: Double, _ top: Double, _ bottom: Double) -> String
  {
    "<path class=\"\(style)\" d=\"M\(FamilyDrawing.number(x)) \(FamilyDrawing.number(top))"
      + "V\(FamilyDrawing.number(bottom))\"/>"
  }

  /// Years; of less than two years quarters, of less than seven months months.
  private var ticks: [(day: Int, text: String)] {
    let span = end - start
    let step = span > 730 ? 12 : span > 210 ? 3 : 1
    var (year, month) = Self.month(of: start)
    var ticks: [(Int, String)] = []
    while true {
      let day = Self.day(year: year, month: month)
      if day > end { return ticks }
      if day >= start, (month - 1).isMultiple(of: step) {
        let digits = month < 10 ? "0\(month)" : "\(month)"
        ticks.append((day, step == 12 ? "\(year)" : "\(year)-\(digits)"))
      }
      (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1)
    }
  }

  private static func month(of day: Int) -> (year: Int, month: Int) {
    let text = Timestamp.text(secondsSince1970: Int64(day) * 86_400)
    return (Int(text.prefix(4)) ?? 1970, Int(text.dropFirst(5).prefix(2)) ?? 1)
  }

  private static func day(year: Int, month: Int) -> Int {
    let digits = month < 10 ? "0\(month)" : "\(month)"
    return Int((Timestamp.secondsSince1970(in: "\(year)-\(digits)-01") ?? 0) / 86_400)
  }
}

/// What colors, lines and signs mean, of those that are drawn.
struct FamilyLegend {
  private let entries: [(sample: String, width: Double, text: String)]

  init(_ picture: FamilyPicture, _ lines: [FamilyFold.Line]) {
    let drawn = lines.compactMap { line -> FamilyPicture.Member? in
      if case .member(let place, _) = line { return picture.members[place] }
      return nil
    }
    let styles = Set(drawn.filter { $0.home != nil }.map { RelationStyle($0.relation) })
    var entries = RelationStyle.allCases.filter(styles.contains).map { style in
      (
        "<g class=\"row \(style.rawValue)\"><path class=\"edge e-\(style.rawValue)\" d=\"M0 0H20\"/>"
          + "<circle cx=\"24\" cy=\"0\" r=\"4\"/></g>",
        32.0, style.title
      )
    }
    func add(_ isThere: Bool, _ sample: String, _ width: Double, _ text: String) {
      if isThere { entries.append((sample, width, text)) }
    }
    add(
      drawn.contains { !$0.others.isEmpty },
      "<path class=\"edge other e-merge\" d=\"M0 -6Q0 4 22 4\"/>",
      28,
      "from a further parent"
    )
    add(
      drawn.contains { $0.node.ghost != nil },
      "<g class=\"row unknown is-ghost\"><circle cx=\"6\" cy=\"0\" r=\"5\"/></g>",
      18,
      "not on the Hub"
    )
    add(
      drawn.contains { $0.isOutside },
      "<g class=\"row unknown is-outside\"><circle cx=\"6\" cy=\"0\" r=\"4\"/></g>",
      18,
      "of another family"
    )
    add(
      drawn.contains { $0.looser != nil },
      "<path class=\"looser\" d=\"M0 5h10l-5 -9z\"/>",
      16,
      "license looser than inherited"
    )
    add(
      lines.contains { if case .fold = $0 { true } else { false } },
      "<g class=\"fold\"><path class=\"months\" d=\"M0 5v-4h4v4zM5 5v-9h4v9zM10 5v-6h4v6z\"/></g>",
      20,
      "folded branches by month"
    )
    add(
      !drawn.isEmpty,
      "<g class=\"row is-root\"><circle cx=\"4\" cy=\"0\" r=\"3\"/><circle cx=\"18\" cy=\"0\" r=\"8\"/></g>",
      32,
      "downloads in 30 days: fewer than 10, 100,000"
    )
    self.entries = entries
  }

  /// The entries in lines that fit `width`, below `top`, and where they end.
  func elements(width: Double, top: Double) -> (elements: [String], bottom: Double) {
    var (x, y) = (6.0, top + 12)
    let elements = entries.map { entry in
      let length = entry.width + LabelWidth.of(entry.text) + 18
      if x > 6, x + length > width { (x, y) = (6, y + 20) }
      defer { x += length }
      return "<g class=\"legend\" transform=\"translate(\(FamilyDrawing.number(x)) "
        + "\(FamilyDrawing.number(y)))\">\(entry.sample)"
        + "<text x=\"\(FamilyDrawing.number(entry.width))\" y=\"4\">\(entry.text)</text></g>"
    }
    return (elements, y + 8)
  }
}

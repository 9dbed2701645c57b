import StemmaCore

/// A chart as SVG: the same chart gives the same drawing.
package struct ChartDrawing {
  private let chart: Chart
  private let isStandalone: Bool

  /// Draws `chart`; one that stands alone in a file brings its colours with it.
  package init(_ chart: Chart, isStandalone: Bool = false) {
    (self.chart, self.isStandalone) = (chart, isStandalone)
  }

  /// An `svg` element with a title, a description and the role of an image.
  package var svg: String {
    let sheet = Self.sheet(of: chart)
    let name = "chart-\(chart.name)"
    let head =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" role=\"img\" "
      + "aria-labelledby=\"\(name)-title \(name)-text\" "
      + "viewBox=\"0 0 \(Int(Self.width)) \(Int(sheet.height.rounded(.up)))\""
      + (isStandalone
        ? " width=\"\(Int(Self.width))\" height=\"\(Int(sheet.height.rounded(.up)))\"" : "") + ">"
    return
      ([
        head, "<title id=\"\(name)-title\">\(SVGCanvas.inert(chart.title))</title>",
        "<desc id=\"\(name)-text\">\(SVGCanvas.inert(chart.summary))</desc>",
      ] + (isStandalone ? [Self.surroundings] : [])
      + sheet.canvas.elements + ["</svg>"])
      .joined(separator: "\n")
  }

  // On a sheet of its own, as nobody knows what a reader lays below it.
  private static let surroundings = """
    <style>\(ReportTemplates.chartStyle)</style>
    <rect class="sheet" width="100%" height="100%"/>
    """

  /// The width of every drawing: what a phone shows without making letters smaller.
  static let width = 440.0

  /// What was drawn, and how high it became.
  struct Sheet {
    var canvas = SVGCanvas()
    var height = 0.0
  }

  private static func sheet(of chart: Chart) -> Sheet {
    switch chart.form {
    case .columns: TimeDrawing(chart).columns
    case .lines: TimeDrawing(chart).lines
    case .bars: BarDrawing(chart).sheet
    }
  }

  /// The names of the series below each other's colours, where there are several; returns the
  /// height they took.
  static func drawLegend(of chart: Chart, on canvas: inout SVGCanvas, below top: Double) -> Double {
    guard chart.series.count > 1 else { return 0 }
    var x = 0.0
    var y = top
    for (place, series) in chart.series.enumerated() {
      let text = TextWidth.fitting(series.title, width: width - 20)
      let length = 16 + TextWidth.of(text) + 14
      if x > 0, x + length > width { (x, y) = (0, y + 16) }
      canvas.box(
        x: x,
        y: y + 2,
        width: 10,
        height: 10,
        style: "fill s\(place % colourCount)",
        telling: series.title
      )
      canvas.text(text, x: x + 16, y: y + 11)
      x += length
    }
    return y + 22 - top
  }

  /// How many colours there are for series.
  static let colourCount = 5
}

/// Lying bars by name, the values of several series end to end.
struct BarDrawing {
  private let chart: Chart
  private let nameWidth: Double
  private let valueWidth: Double
  private let most: Double
  private let rowHeight = 20.0

  init(_ chart: Chart) {
    self.chart = chart
    let sums = chart.labels.indices.map { Self.sum(of: chart, at: $0) }
    most = max(sums.compactMap { $0 }.max() ?? 0, 1e-9)
    nameWidth = min(170, (([chart.axis] + chart.labels).map(TextWidth.of).max() ?? 0) + 4)
    valueWidth = (sums.map { TextWidth.of(Self.text($0)) }.max() ?? 0) + 8
  }

  var sheet: ChartDrawing.Sheet {
    var sheet = ChartDrawing.Sheet()
    let top = ChartDrawing.drawLegend(of: chart, on: &sheet.canvas, below: 0)
    sheet.canvas.text(chart.axis, x: nameWidth, y: top + 11, anchor: .end, style: "axis")
    sheet.canvas.text(chart.unit, x: nameWidth + 8, y: top + 11, style: "axis")
    for place in chart.labels.indices {
      draw(place, y: top + 18 + rowHeight * Double(place), on: &sheet.canvas)
    }
    sheet.height = top + 22 + rowHeight * Double(chart.labels.count)
    return sheet
  }

  private func draw(_ place: Int, y: Double, on canvas: inout SVGCanvas) {
    let name = TextWidth.fitting(chart.labels[place], width: nameWidth)
    canvas.text(name, x: nameWidth, y: y + 13, anchor: .end)
    let span = ChartDrawing.width - nameWidth - 8 - valueWidth
    var x = nameWidth + 8
    for (number, series) in chart.series.enumerated() {
      let point = series.points[place]
      guard let value = point.value, value > 0 else { continue }
      let length = span * value / most
      canvas.box(
        x: x,
        y: y + 2,
        width: length,
        height: rowHeight - 5,
        style: "fill s\(number % ChartDrawing.colourCount)",
        telling: "\(point.label)\(chart.series.count > 1 ? ", \(series.title)" : ""): "
          + NumberText.text(value, series.unit)
      )
      x += length
    }
    canvas.text(Self.text(Self.sum(of: chart, at: place)), x: x + 5, y: y + 13)
  }

  private static func sum(of chart: Chart, at place: Int) -> Double? {
    let known = chart.series.compactMap { $0.points[place].value }
    return known.isEmpty ? nil : known.reduce(0, +)
  }

  private static func text(_ value: Double?) -> String {
    value.map(NumberText.text) ?? "unknown"
  }
}

/// Shapes on a sheet, written as SVG.
///
/// Positions are in units of the sheet, from its upper left corner. Whatever text is drawn is
/// escaped and can neither run nor lead anywhere.
struct SVGCanvas {
  enum Anchor: String { case start, middle, end }

  private(set) var elements: [String] = []

  /// A box with a word that tells what it stands for.
  mutating func box(
    x: Double,
    y: Double,
    width: Double,
    height: Double,
    style: String,
    telling title: String
  ) {
    elements.append(
      "<rect class=\"\(style)\" x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" "
        + "width=\"\(Self.text(max(0, width)))\" height=\"\(Self.text(max(0, height)))\">"
        + "<title>\(Self.inert(title))</title></rect>"
    )
  }

  mutating func dot(x: Double, y: Double, style: String, telling title: String) {
    elements.append(
      "<circle class=\"\(style)\" cx=\"\(Self.text(x))\" cy=\"\(Self.text(y))\" r=\"2.5\">"
        + "<title>\(Self.inert(title))</title></circle>"
    )
  }

  mutating func line(_ points: [(x: Double, y: Double)], style: String) {
    let list = points.map { "\(Self.text($0.x)),\(Self.text($0.y))" }.joined(separator: " ")
    elements.append("<polyline class=\"\(style)\" points=\"\(list)\"/>")
  }

  mutating func text(
    _ text: String,
    x: Double,
    y: Double,
    anchor: Anchor = .start,
    style: String = "label"
  ) {
    elements.append(
      "<text class=\"\(style)\" x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" "
        + "text-anchor=\"\(anchor.rawValue)\">\(Self.inert(text))</text>"
    )
  }

  /// Text that XML holds and that nothing obeys.
  static func inert(_ text: String) -> String { XMLText.escaped(TerminalText.inert(text)) }

  /// A position to a tenth.
  private static func text(_ position: Double) -> String {
    let rounded = (position * 10).rounded() / 10
    return Int64(exactly: rounded).map(String.init) ?? String(rounded)
  }
}

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

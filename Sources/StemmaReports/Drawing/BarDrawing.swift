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
          + "\(NumberText.text(value)) \(series.unit)"
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

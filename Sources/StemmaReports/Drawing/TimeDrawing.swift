/// Columns or lines over time.
struct TimeDrawing {
  private let chart: Chart
  private let labels: [String]
  private let scale: AxisScale
  private let left: Double
  private let plotHeight = 160.0

  init(_ chart: Chart) {
    self.chart = chart
    labels = chart.labels
    let values: [Double]
    if chart.form == .columns {
      values = chart.labels.indices.map { place in
        chart.series.compactMap { $0.points[place].value }.reduce(0, +)
      }
    } else {
      values = chart.series.flatMap { $0.points.compactMap(\.value) }
    }
    scale = AxisScale(values)
    left = (scale.ticks.map { TextWidth.of(NumberText.text($0)) }.max() ?? 0) + 8
  }

  private var right: Double { ChartDrawing.width - 10 }

  /// Stacked columns; months of which nothing is known are marked.
  var columns: ChartDrawing.Sheet {
    let slot = (right - left) / Double(max(1, labels.count))
    let centres = labels.indices.map { left + slot * (Double($0) + 0.5) }
    return sheet(at: centres) { canvas, top in
      for place in labels.indices {
        drawColumn(place, x: centres[place], width: min(28, slot * 0.8), on: &canvas, top)
      }
    }
  }

  /// Lines with dots, broken where a value is unknown.
  var lines: ChartDrawing.Sheet {
    let inset = 8.0
    let positions = AxisLabels(labels).places.map { left + inset + $0 * (right - left - 2 * inset) }
    return sheet(at: positions) { canvas, top in
      for place in chart.series.indices { drawLine(place, at: positions, on: &canvas, top) }
    }
  }

  private func sheet(
    at positions: [Double],
    _ draw: (inout SVGCanvas, Double) -> Void
  ) -> ChartDrawing.Sheet {
    var sheet = ChartDrawing.Sheet()
    let legend = ChartDrawing.drawLegend(of: chart, on: &sheet.canvas, below: 0)
    sheet.canvas.text(chart.unit, x: 0, y: legend + 11, style: "axis")
    let top = legend + 22
    drawGrid(on: &sheet.canvas, top)
    draw(&sheet.canvas, top)
    let bottom = top + plotHeight
    for (index, text) in AxisLabels(labels).written(at: positions) {
      let half = TextWidth.of(text) / 2
      let x = min(max(positions[index], half), ChartDrawing.width - half)
      sheet.canvas.text(text, x: x, y: bottom + 15, anchor: .middle)
    }
    sheet.canvas.text(chart.axis, x: right, y: bottom + 31, anchor: .end, style: "axis")
    sheet.height = bottom + 36
    return sheet
  }

  private func drawGrid(on canvas: inout SVGCanvas, _ top: Double) {
    for tick in scale.ticks {
      let y = y(of: tick, top)
      canvas.line([(left, y), (right, y)], style: tick == 0 ? "zero" : "grid")
      canvas.text(NumberText.text(tick), x: left - 5, y: y + 4, anchor: .end)
    }
  }

  private func y(of value: Double, _ top: Double) -> Double {
    top + plotHeight * (1 - scale.share(of: value))
  }

  private func drawColumn(
    _ place: Int,
    x: Double,
    width: Double,
    on canvas: inout SVGCanvas,
    _ top: Double
  ) {
    var sum = 0.0
    for (number, series) in chart.series.enumerated() {
      let point = series.points[place]
      let title = Self.title(of: point, in: series, amongSeveral: chart.series.count > 1)
      guard let value = point.value else {
        canvas.box(
          x: x - width / 2,
          y: top,
          width: width,
          height: plotHeight,
          style: "unknown",
          telling: title
        )
        continue
      }
      let (low, high) = (y(of: sum, top), y(of: sum + value, top))
      sum += value
      guard value != 0 else { continue }
      canvas.box(
        x: x - width / 2,
        y: min(low, high),
        width: width,
        height: abs(low - high),
        style: "fill s\(number % ChartDrawing.colourCount)",
        telling: title
      )
    }
  }

  private func drawLine(
    _ number: Int,
    at positions: [Double],
    on canvas: inout SVGCanvas,
    _ top: Double
  ) {
    let series = chart.series[number]
    let colour = "s\(number % ChartDrawing.colourCount)"
    for run in Self.runs(of: series.points) {
      let points = run.map { (x: positions[$0.place], y: y(of: $0.value, top)) }
      if points.count > 1 { canvas.line(points, style: "line \(colour)") }
      // Dots of many values run into each other; one between unknown ones has nothing else.
      guard labels.count <= Self.dottedCount || run.count == 1 else { continue }
      for (member, point) in zip(run, points) {
        canvas.dot(
          x: point.x,
          y: point.y,
          style: "fill \(colour)",
          telling: Self.title(
            of: series.points[member.place],
            in: series,
            amongSeveral: chart.series.count > 1
          )
        )
      }
    }
  }

  private static let dottedCount = 24

  /// The known values between unknown ones, with their places.
  private static func runs(of points: [Series.Point]) -> [[(place: Int, value: Double)]] {
    points.enumerated().reduce(into: [[]]) { runs, point in
      if let value = point.element.value {
        runs[runs.count - 1].append((point.offset, value))
      } else if runs.last?.isEmpty == false {
        runs.append([])
      }
    }
  }

  private static func title(
    of point: Series.Point,
    in series: Series,
    amongSeveral: Bool
  ) -> String {
    let value = point.value.map { NumberText.text($0, series.unit) } ?? "unknown"
    return point.label + (amongSeveral ? ", \(series.title)" : "") + ": \(value)"
      + (point.note.map { " (\($0))" } ?? "")
  }
}

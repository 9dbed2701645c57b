@testable import StemmaReports
import Testing

@Suite struct ChartDrawingTests {
  private static func chart(
    _ form: Chart.Form,
    _ values: [(String, Double?)],
    title: String = "t"
  ) -> Chart {
    Chart(
      "c",
      title: title,
      form: form,
      axis: "month",
      series: [Series(title, unit: "models", points: values.map { .init($0.0, $0.1) })],
      evidence: .query("SELECT 1")
    )
  }

  @Test(
    arguments: [
      ([], [0, 1, 2, 3, 4]), ([0], [0, 1, 2, 3, 4]), ([3], [0, 1, 2, 3]),
      ([0, 97], [0, 50, 100]), ([1_234_567], [0, 500_000, 1_000_000, 1_500_000]),
      ([0.3], [0, 0.1, 0.2, 0.3]), ([-2, 2], [-2, -1, 0, 1, 2]),
    ] as [([Double], [Double])]
  )
  func axesHoldAllValuesOnRoundNumbers(values: [Double], ticks: [Double]) {
    let scale = AxisScale(values)
    #expect(values.allSatisfy { scale.bottom <= $0 && $0 <= scale.top })
    #expect(scale.ticks.first == scale.bottom && scale.ticks.last == scale.top)
    if values != [] && values != [0] { #expect(scale.ticks == ticks) }
  }

  @Test func daysStandWhereTheyBelongInTime() {
    #expect(AxisLabels(["2026-01-01", "2026-01-02", "2026-01-05"]).places == [0, 0.25, 1])
    #expect(AxisLabels(["30 days", "60 days", "90 days"]).places == [0, 0.5, 1])
    #expect(AxisLabels(["a", "b", "c"]).places == [0, 0.5, 1])
    #expect(AxisLabels(["a"]).places == [0.5])
  }

  @Test func ofManyMonthsTheYearsAreWritten() {
    let months = (2020...2023).flatMap { year in
      (1...12).map { "\(year)-\($0 < 10 ? "0" : "")\($0)" }
    }
    let written = AxisLabels(months).written(at: months.indices.map { Double($0) * 9 })
    #expect(written.map(\.text) == ["2020", "2021", "2022", "2023"])
  }

  @Test func aLineBreaksWhereNothingIsKnown() {
    let values: [(String, Double?)] = [
      ("a", 1), ("b", 2), ("c", nil), ("d", 2), ("e", nil), ("f", 0),
    ]
    let svg = ChartDrawing(Self.chart(.lines, values)).svg
    #expect(svg.matches(of: /class="line s0"/).count == 1)
    #expect(svg.matches(of: /<circle/).count == 4)
  }

  @Test func anUnknownMonthIsMarkedAndNotZero() {
    let svg = ChartDrawing(Self.chart(.columns, [("2024-01", 0), ("2024-02", nil)])).svg
    #expect(svg.matches(of: /<rect class="unknown"/).count == 1)
    #expect(svg.contains("2024-02: unknown"))
    #expect(svg.matches(of: /<rect class="fill/).isEmpty)
    #expect(svg.contains("unknown.</desc>"))
  }

  @Test(arguments: [Chart.Form.columns, .lines, .bars])
  func anEmptyChartIsDrawn(form: Chart.Form) {
    #expect(ChartDrawing(Self.chart(form, [])).svg.contains("No values."))
  }

  @Test(arguments: [Chart.Form.columns, .lines, .bars])
  func namesStayText(form: Chart.Form) {
    let evil = "</title></svg><script>\u{1B}\u{202E}\"'&\u{FFFF}<\u{301}"
    let svg = ChartDrawing(Self.chart(form, [(evil, 1), ("b", 2)], title: evil)).svg
    #expect(!svg.contains("<script") && !svg.contains("\u{202E}") && !svg.contains("\u{1B}"))
    let opened = svg.unicodeScalars.count { $0 == "<" }
    #expect(opened == svg.matches(of: /<\/?(svg|title|desc|rect|circle|polyline|text)[ >]/).count)
  }

  @Test func longNamesAreCutInTheDrawingOnly() {
    let name = String(repeating: "long", count: 50)
    let svg = ChartDrawing(Self.chart(.bars, [(name, 1)])).svg
    #expect(svg.contains("…</text>"))
    #expect(svg.contains("<title>\(name): 1 model</title>"))
  }
}

@Suite struct InertPageTextTests {
  /// A letter is not what a parser sees: a quotation mark under an accent ends an attribute.
  @Test(
    arguments: [
      ("\"\u{301} onload=\"x", "&quot;\u{301} onload=&quot;x"), ("<\u{301}b>", "&lt;\u{301}b&gt;"),
      ("'&`", "&#39;&amp;&#96;"), ("\u{202E}a\u{0}", "\\u{202E}a\\0"), ("a\nb", "a\nb"),
    ]
  )
  func ofHTMLIsEscapedScalarByScalar(text: String, escaped: String) {
    #expect(InertHTML().escapeText(text) == escaped)
  }

  @Test(arguments: [
    "page", "section", "block", "figures", "table", "cell", "chart", "entries", "rows",
    "line",
  ])
  func everyPartEscapesByItself(part: String) {
    struct Everything {
      let title = "<\u{301}"
      let command = "<\u{301}"
      let heads: String? = "<\u{301}"
      let paragraph: String? = "<\u{301}"
      let items: [String] = []
    }
    #expect(!ReportTemplates.html.text(part, of: Everything()).contains("<\u{301}"))
  }

  @Test func pagesHavePlainNames() {
    var names = PageName()
    #expect(
      ["../../etc/passwd", "Etc Passwd", "<script>", "", "…"].map { names.unique($0) }
        == ["etc-passwd", "etc-passwd-2", "script", "unnamed", "unnamed-2"]
    )
  }

  @Test(
    arguments: [
      (Evidence.command(["reuse", "a/b", "--owner", "c d"]), "stemma reuse a/b --owner 'c d'"),
      (.command(["reuse", "$(x)'; rm"]), #"stemma reuse '$(x)'\''; rm'"#),
      (.query("SELECT 'a'"), #"stemma sql 'SELECT '\''a'\'''"#),
    ]
  )
  func commandsCanBeTypedAsTheyAre(evidence: Evidence, shell: String) {
    #expect(evidence.shell == shell)
  }
}

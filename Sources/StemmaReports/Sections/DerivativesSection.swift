import StemmaCore
import StemmaMetrics

/// How many models were made from others, when, how, by whom and in which languages.
struct DerivativesSection {
  /// How many names a drawing shows before the others are summed up.
  private static let topCount = 12

  private let list: DerivativeList
  private let findings: StudyFindings
  private let hasOwn: Bool

  init(_ list: DerivativeList, _ findings: StudyFindings) {
    (self.list, self.findings) = (list, findings)
    hasOwn = list.models.contains(where: \.isOwn)
  }

  func section(intro: String) -> ReportPage.Section {
    guard !list.models.isEmpty else {
      return .init(
        "derivatives",
        "Derivatives",
        [
          .paragraph(intro),
          .unknown("No harvested model names one of these as its base model."),
          .figures([figure("derivatives by others", 0)]),
        ]
      )
    }
    return .init(
      "derivatives",
      "Derivatives",
      [.paragraph(intro), .figures(figures), .chart(growth), .chart(curve)]
        + DerivativeList.Key.allCases.map(top)
    )
  }

  private var figures: [Figure] {
    let external = list.external
    let own = list.models.count - external.count
    let publishers = Set(external.compactMap { $0.owner?.lowercased() }).count
    return [figure("derivatives by others", external.count)]
      + (list.massUploads > 0 ? [withoutMassUploads] : [])
      + (hasOwn
        ? [
          figure("own derivatives", own),
          Figure(
            "own share of derivatives",
            Double(own) / Double(list.models.count),
            unit: "1",
            evidence: .query(list.query)
          ),
        ] : [])
      + [
        Figure(
          "other publishers",
          Double(publishers),
          unit: "publishers",
          evidence: .query(list.query(by: .owner))
        )
      ]
  }

  private var withoutMassUploads: Figure {
    Figure(
      "of these without mass uploads",
      Double(list.external.count - list.massUploads),
      unit: "models",
      notes: ["\(list.massUploads) are told to be mass uploads: the query lists them."],
      evidence: .query(list.massUploadQuery)
    )
  }

  private func figure(_ label: String, _ count: Int) -> Figure {
    Figure(
      label,
      Double(count),
      unit: "models",
      notes: ["A lower bound."],
      evidence: .query(list.query)
    )
  }

  private var growth: Chart {
    let months = list.months(until: findings.knownUntil)
    return Chart(
      "growth",
      title: "New derivatives per month",
      form: .columns,
      axis: "month",
      series: series(months) { ($0.external, $0.own) },
      notes: notes(months),
      evidence: .query(list.queryByMonth)
    )
  }

  private var curve: Chart {
    let months = list.months(until: findings.knownUntil)
    var sum = (0, 0)
    let sums = months.map { month in
      sum = (sum.0 + month.external, sum.1 + month.own)
      return sum
    }
    return Chart(
      "curve",
      title: "Derivatives at the end of each month",
      form: .lines,
      axis: "month",
      series: series(Array(zip(months, sums))) {
        $0.1
      } label: {
        $0.0.month
      },
      notes: ["The same models, cumulated."],
      evidence: .query(list.queryByMonth)
    )
  }

  private func series(
    _ months: [DerivativeList.Month],
    _ values: (DerivativeList.Month) -> (Int, Int)
  ) -> [Series] {
    series(months, values, label: \.month) { month in
      month.ofUnknownAge == 0 ? nil : "\(month.ofUnknownAge) may be older"
    }
  }

  private func series<Element>(
    _ elements: [Element],
    _ values: (Element) -> (Int, Int),
    label: (Element) -> String,
    note: (Element) -> String? = { _ in nil }
  ) -> [Series] {
    let others = Series(
      "by others",
      unit: "models",
      points: elements.map { .init(label($0), Double(values($0).0), note: note($0)) }
    )
    guard hasOwn else { return [others] }
    let own = elements.map { Series.Point(label($0), Double(values($0).1)) }
    return [others, Series("own", unit: "models", points: own)]
  }

  private func notes(_ months: [DerivativeList.Month]) -> [String] {
    var notes = ["The last month is incomplete."]
    if let since = findings.knownSince {
      notes.append(
        "Models that were deleted before \(since.prefix(10)) are missing, so early counts are too low."
      )
    }
    let old = months.map(\.ofUnknownAge).reduce(0, +)
    if old > 0 {
      notes.append(
        "\(old.counted("model carries", "models carry")) the date 2022-03-02, the earliest that the Hub records."
      )
    }
    if list.undated > 0 {
      notes.append(
        "\(list.undated.counted("model has no date and is", "models have no date and are")) not counted."
      )
    }
    return notes
  }

  /// The most frequent values of `key`, and how many models say nothing of it.
  private func top(_ key: DerivativeList.Key) -> ReportPage.Block {
    let groups = list.groups(by: key)
    let named = groups.filter { $0.value != nil }
    let silent = groups.first { $0.value == nil }?.all ?? 0
    guard !named.isEmpty else {
      return .unknown("\(key.title): unknown, for all \(silent) models \(key.unstated).")
    }
    let rest = named.dropFirst(Self.topCount)
    var lines = named.prefix(Self.topCount).map { ($0.value ?? "", $0.external, $0.own) }
    if !rest.isEmpty {
      lines.append(
        (
          "\(rest.count) \(key.others)", rest.map(\.external).reduce(0, +),
          rest.map(\.own).reduce(0, +)
        )
      )
    }
    return .chart(
      Chart(
        key.rawValue + "s",
        title: key.title,
        form: .bars,
        axis: key.axis,
        series: series(lines) {
          ($0.1, $0.2)
        } label: {
          $0.0
        },
        notes: key.notes
          + (silent == 0 ? [] : ["\(silent) of \(list.models.count) models \(key.unstated)."]),
        evidence: .query(list.query(by: key))
      )
    )
  }
}

extension DerivativeList.Key {
  fileprivate var title: String {
    switch self {
    case .owner: "Publishers"
    case .relation: "Relations"
    case .license: "Declared licenses"
    case .language: "Declared languages"
    }
  }

  fileprivate var axis: String {
    switch self {
    case .owner: "publisher"
    case .relation: "relation"
    case .license: "license"
    case .language: "language"
    }
  }

  fileprivate var others: String {
    switch self {
    case .owner: "other publishers"
    case .relation: "other relations"
    case .license: "other licenses"
    case .language: "other languages"
    }
  }

  fileprivate var unstated: String {
    switch self {
    case .owner: "have no known publisher"
    case .relation: "do not say how they were made"
    case .license: "declare no license"
    case .language: "name no language"
    }
  }

  fileprivate var notes: [String] {
    switch self {
    case .relation: ["As stated by the Hub, else by the card, else as inferred from name and tags."]
    case .language: ["A model counts under each language that it declares."]
    case .owner, .license: []
    }
  }
}

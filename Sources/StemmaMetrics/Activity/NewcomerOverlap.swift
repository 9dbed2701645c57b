struct NewcomerOverlap: ActivityMetric {
  let definition = MetricDefinition(
    "newcomer-overlap",
    of: [.family, .owner, .project, .cache],
    definition: "Share of contributors who were active in more than one release, or project, "
      + "of the subject.",
    formula: "|{accounts with contributions to two or more parts}| / |{accounts}|; of each "
      + "pair A and B the index of Jaccard, |A and B| / |A or B|, and the newcomers of B who "
      + "came from A",
    unit: "1",
    source: "After Osborne, Ding and Kirk 2024, section on the network of collaboration; "
      + "CHAOSS, New Contributors.",
    cautions: [
      "What was not harvested with --details is unknown, and never zero.",
      "Bots, drafts and mass publishers are left out unless they are asked for; a bot under a "
        + "person's name is not found.",
      "Git lets anybody date and sign a commit; names that the Hub cannot place count as "
        + "accounts of their own.",
      "A release is a repository, by day of creation; each is compared with the next.",
      "Of the whole cache a project is one of a study's, or else a publisher; the fifty pairs "
        + "that share most are listed.",
      "Those who publish a series overlap by themselves.",
    ]
  )

  func reading(of log: ActivityLog) -> Reading {
    log.reading {
      let parts = Self.parts(of: log)
      guard parts.count > 1 else {
        return .none(
          because: "fewer than two parts of it have contributors that count",
          evidence: ""
        )
      }
      let memberships = parts.flatMap(\.active).reduce(into: [:]) { $0[$1, default: 0] += 1 }
      let several = memberships.values.count { $0 > 1 }
      return Reading(
        Double(several) / Double(memberships.count),
        points: Self.pairs(of: parts, areReleases: log.projects == nil).map {
          Self.point($0, $1, since: log.start ?? .min)
        },
        notes: ["\(several) of \(memberships.count) contributors were active in several parts."],
        evidence: ""
      )
    }
  }

  /// A release or a project.
  private struct Part {
    let name: String
    /// Who acted in it from the first day that counts.
    var active: Set<Int64> = []
    /// When each account first acted in it, counted or not.
    var firstActs: [Int64: Int64] = [:]
  }

  /// Those in which somebody acted, by release.
  private static func parts(of log: ActivityLog) -> [Part] {
    var parts: [Part] = []
    var places: [Int64: Int] = [:]
    var placesOfProjects: [String: Int] = [:]
    for repo in log.repos {
      let project = log.projects.map { $0[repo.id] ?? repo.owner ?? repo.name }
      if let place = project.flatMap({ placesOfProjects[$0] }) {
        places[repo.id] = place
      } else {
        places[repo.id] = parts.count
        if let project { placesOfProjects[project] = parts.count }
        parts.append(Part(name: project ?? repo.path))
      }
    }
    for contribution in log.history {
      guard let place = places[contribution.repo] else { continue }
      for actor in contribution.actors {
        if parts[place].firstActs[actor] == nil {
          parts[place].firstActs[actor] = contribution.time
        }
        if contribution.time >= log.start ?? .min { parts[place].active.insert(actor) }
      }
    }
    return parts.filter { !$0.active.isEmpty }
  }

  private static func pairs(of parts: [Part], areReleases: Bool) -> [(Part, Part)] {
    if areReleases { return Array(zip(parts, parts.dropFirst())) }
    let pairs = parts.indices.flatMap { one in
      parts.indices.dropFirst(one + 1).map { (parts[one], parts[$0]) }
    }
    let joined = pairs.map { (pair: $0, count: shared($0.0, $0.1)) }.filter { $0.count > 0 }
    return joined.sorted {
      ($1.count, $0.pair.0.name, $0.pair.1.name) < ($0.count, $1.pair.0.name, $1.pair.1.name)
    }.prefix(50).map(\.pair)
  }

  private static func shared(_ one: Part, _ other: Part) -> Int {
    one.active.count { other.active.contains($0) }
  }

  /// What was before the first day that counts makes nobody new.
  private static func point(_ one: Part, _ other: Part, since start: Int64) -> Measure.Point {
    let shared = shared(one, other)
    let newcomers = other.firstActs.filter { $0.value >= start }
    let came = newcomers.count { account, time in
      one.firstActs[account].map { $0 < time } ?? false
    }
    let all = one.active.count + other.active.count - shared
    return .init(
      "\(one.name) and \(other.name)",
      Double(shared) / Double(all),
      note: "\(shared) shared; \(came) of \(newcomers.count) newcomers came from the first"
    )
  }
}

extension ActivityRepo {
  /// Its name as an address on the Hub has it, which tells a dataset from a model of its name.
  fileprivate var path: String { kind == "model" ? name : "\(kind)s/\(name)" }
}

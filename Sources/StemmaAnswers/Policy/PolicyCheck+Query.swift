import StemmaCore
import StemmaGraph
package import StemmaLink
package import StemmaStore
package import StemmaStudies

extension PolicyCheck {
  /// Checks models against a policy, as of the day `today`, such as `2026-01-02`.
  ///
  /// - Complexity: O(*n* + *m*) for *n* ancestors of each model and *m* edges among them.
  package init(
    of nodes: [NamedNode],
    _ policy: Policy,
    on today: String,
    in connection: Connection
  ) throws {
    let facts = try HopFacts(in: connection)
    self.init(
      policy: policy.name,
      file: policy.file,
      models: try nodes.map { node in
        let hops = try LicensePath(of: node, in: connection).hops
        var rules = PolicyRules(policy: policy, today: today)
        for hop in hops { try rules.check(hop, facts.of(hop, connection)) }
        return Checked(model: node.name, hops: hops.count, breaches: rules.breaches)
      }
    )
  }
}

/// What a policy asks about one hop, beside its license.
private struct HopFact {
  var isGhost = false
  var reason: String?
  var isGone = false
  var gated: String?
  var owner: String?
  var createdAt: String?
  var hasParents = false
  var basis = PolicyCheck.Basis()
}

private struct HopFacts {
  private let repo: Statement

  init(in connection: Connection) throws {
    repo = try connection.prepare(
      """
      SELECT repo.gone_since IS NOT NULL AS is_gone, repo.gated, owner.name AS owner,
        repo.created_at, repo.sha, met.id AS harvest, met.started_at,
        EXISTS (
          SELECT 1 FROM edge
          WHERE edge.child = repo.id AND edge.parent <> repo.id AND edge.last_seen IS NULL
        ) AS has_parents
      FROM repo
      LEFT JOIN owner ON owner.id = repo.owner
      LEFT JOIN sighting ON sighting.repo = repo.id
      LEFT JOIN harvest AS met ON met.id = coalesce(sighting.harvest, repo.first_seen)
      WHERE repo.id = ?
      """
    )
  }

  func of(_ hop: LicenseHop, _ connection: Connection) throws -> HopFact {
    let node = try NamedNode(hop.id, kind: hop.isDataset ? .dataset : .model, in: connection)
    guard !node.isGhost else {
      return HopFact(
        isGhost: true,
        reason: try node.ghostReason(in: connection),
        owner: RepoName.owner(of: hop.id)
      )
    }
    return try repo.first(node.id) { row in
      HopFact(
        isGone: row.bool("is_gone"),
        gated: row.optionalText("gated"),
        owner: row.optionalText("owner"),
        createdAt: row.optionalText("created_at"),
        hasParents: row.bool("has_parents"),
        basis: .init(
          commit: row.optionalText("sha"),
          harvest: row.optionalInteger("harvest"),
          day: row.optionalText("started_at").map { String($0.prefix(10)) }
        )
      )
    } ?? HopFact(isGhost: true)
  }
}

/// The demands of a policy, put to one hop after the other.
private struct PolicyRules {
  let policy: Policy
  let today: String
  private(set) var breaches: [PolicyCheck.Breach] = []
  private var broken: Set<PolicyCheck.Rule> = []

  init(policy: Policy, today: String) { (self.policy, self.today) = (policy, today) }

  mutating func check(_ hop: LicenseHop, _ fact: HopFact) {
    func note(
      _ rule: PolicyCheck.Rule,
      _ key: String,
      _ finding: String,
      source: String? = nil
    ) {
      breaches.append(
        .init(
          rule: rule,
          line: policy.lines[key],
          id: hop.id,
          kind: hop.isDataset ? "dataset" : "model",
          distance: hop.distance,
          finding: finding,
          source: source,
          isFirst: broken.insert(rule).inserted,
          basis: fact.basis
        )
      )
    }
    if policy.refusesGhosts, fact.isGhost {
      note(.ghost, "ghosts", "It is not on the Hub: \(fact.reason ?? "unknown").")
    }
    if policy.refusesGone, fact.isGone { note(.gone, "gone", "It is deleted or private.") }
    if policy.refusesGated, let gated = fact.gated, ["auto", "manual"].contains(gated) {
      note(.gated, "gated", "It asks for access (\(gated)).")
    }
    for (rule, finding, source) in licenseFaults(of: hop, fact) {
      note(rule, "licenses", finding, source: source)
    }
    for (rule, finding) in ownerFaults(fact.owner) { note(rule, "owners", finding) }
    for (rule, finding) in countryFaults(fact.owner) { note(rule, "countries", finding) }
    guard !fact.isGhost else { return }
    for (rule, finding) in ageFaults(fact.createdAt) { note(rule, "age", finding) }
    for (rule, finding) in evidenceFaults(of: hop, fact) { note(rule, "evidence", finding) }
  }

  private func licenseFaults(
    of hop: LicenseHop,
    _ fact: HopFact
  ) -> [(PolicyCheck.Rule, String, String?)] {
    guard let asked = policy.licenses, asked.coversDatasets || !hop.isDataset else { return [] }
    var faults: [(PolicyCheck.Rule, String, String?)] = []
    if asked.refusesLooser, let breach = hop.finding?.breaches.first {
      let what = breach.rule.condition.rawValue
      faults.append(
        (
          .licenseLooser,
          "Its license is looser than that of \(breach.origin) (\(breach.license)): \(what).",
          breach.rule.source
        )
      )
    }
    // A ghost states nothing, which is another fault.
    guard !fact.isGhost else { return faults }
    let inherited = asked.unstated == .inherit ? hop.inherited?.value : nil
    guard let license = hop.license ?? inherited, !license.isEmpty else {
      if asked.unstated != .allow {
        faults.append((.licenseUnstated, "It states no license.", nil))
      }
      return faults
    }
    let stated = CheckedLicense(license, name: hop.licenseName, link: hop.licenseLink)
    let words = "Its license is \(stated.words)."
    if stated.isRefused(by: asked) {
      faults.append((.licenseRefused, words, nil))
    } else if !stated.isAllowed(by: asked) {
      faults.append((.licenseNotAllowed, words, nil))
    }
    return faults
  }

  private func ownerFaults(_ owner: String?) -> [(PolicyCheck.Rule, String)] {
    let (name, asked) = (owner?.lowercased() ?? "", policy.owners)
    let words = "Its owner is \(owner ?? "nobody")."
    if asked.refused.contains(name) { return [(.ownerRefused, words)] }
    return asked.allowed.isEmpty || asked.allowed.contains(name) ? [] : [(.ownerNotAllowed, words)]
  }

  private func countryFaults(_ owner: String?) -> [(PolicyCheck.Rule, String)] {
    let asked = policy.countries
    guard let country = asked.ofOwners[owner?.lowercased() ?? ""] else {
      let words = "The policy names no country of \(owner ?? "nobody")."
      return asked.refusesUnknown ? [(.countryUnknown, words)] : []
    }
    let words = "The country of \(owner ?? "nobody") is \(country)."
    if asked.choice.refused.contains(country) { return [(.countryRefused, words)] }
    return asked.choice.allowed.isEmpty || asked.choice.allowed.contains(country)
      ? [] : [(.countryNotAllowed, words)]
  }

  private func ageFaults(_ createdAt: String?) -> [(PolicyCheck.Rule, String)] {
    guard let age = createdAt.flatMap(days) else { return [] }
    let words = "It is \(age) days old."
    if let least = policy.leastDays, age < least { return [(.tooYoung, words)] }
    if let most = policy.mostDays, age > most { return [(.tooOld, words)] }
    return []
  }

  private func evidenceFaults(of hop: LicenseHop, _ fact: HopFact) -> [(PolicyCheck.Rule, String)] {
    let missing = policy.evidence.filter { evidence in
      switch evidence {
      case .license: (hop.license ?? "").isEmpty
      case .commit: (fact.basis.commit ?? "").isEmpty
      case .created: (fact.createdAt ?? "").isEmpty
      // A root has none, and a dataset names none.
      case .parents: !hop.isDataset && hop.distance == 0 && !fact.hasParents
      }
    }
    var faults = missing.map {
      (PolicyCheck.Rule.evidenceMissing, "Its \($0.rawValue) is not known.")
    }
    if let most = policy.evidenceDays {
      let age = fact.basis.day.flatMap(days)
      if age.map({ $0 > most }) ?? true {
        let when = age.map { "\($0) days ago" } ?? "never"
        faults.append((.evidenceOld, "A harvest met it last \(when)."))
      }
    }
    return faults
  }

  /// The days from a time to today, never fewer than none.
  private func days(since time: String) -> Int? {
    guard let then = Timestamp.secondsSince1970(in: String(time.prefix(10))),
      let now = Timestamp.secondsSince1970(in: String(today.prefix(10)))
    else { return nil }
    return max(0, Int((now - then) / 86_400))
  }
}

/// What a card states of its license, as a policy looks at it.
///
/// Of several licenses the reader may have the choice: they are refused when all are, and allowed when
/// one is.
private struct CheckedLicense {
  let words: String
  private let licenses: [License]
  private let name: String?

  init(_ field: String, name: String?, link: String?) {
    licenses = DeclaredLicenses(field, name: name, link: link).licenses
    self.name = name?.lowercased()
    words = StatedLicense.text(field, name: name, link: link) ?? field
  }

  func isRefused(by asked: Policy.Licenses) -> Bool {
    !licenses.isEmpty && licenses.allSatisfy { matches($0, among: asked.choice.refused) }
  }

  func isAllowed(by asked: Policy.Licenses) -> Bool {
    let allowed = asked.choice.allowed
    let isOpen = allowed.isEmpty && asked.others.isEmpty
    return licenses.contains { license in
      if license == "other", let name, asked.others.contains(name) { return true }
      // What has to be read is allowed by its name alone.
      if LicenseFamily(of: license) == .other, !asked.others.isEmpty {
        return asked.others.contains(license.rawValue) || matches(license, among: allowed)
      }
      return isOpen || allowed.isEmpty || matches(license, among: allowed)
    }
  }

  private func matches(_ license: License, among names: [String]) -> Bool {
    names.contains(license.rawValue.lowercased())
      || names.contains(LicenseFamily(of: license).rawValue)
  }
}

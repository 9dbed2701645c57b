/// The id of a license on the Hub: an open set, in lower case.
package struct License: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }

  package init(stringLiteral value: String) { self.init(rawValue: value) }
}

extension License {
  /// The licenses in a card's fields `license` (several with commas between), `license_name` and
  /// `license_link`.
  ///
  /// The Hub has no id for some licenses that many models are under; the name that stands beside
  /// `other`, or the address, tells them, where it is one we know.
  static func declared(_ field: String?, name: String?, link: String? = nil) -> [License] {
    (field ?? "").split(separator: ",").compactMap { part in
      let id = plain(part)
      guard !id.isEmpty else { return nil }
      return id == "other" ? named(name, link: link) ?? "other" : License(rawValue: id)
    }
  }

  private static func named(_ name: String?, link: String?) -> License? {
    if let id = name.flatMap(NamedLicense.id) { return id }
    let known = NamedLicense.known(name: name, link: link)
    return known.map { $0.standsFor ?? License(rawValue: $0.name) }
  }

  /// A text in lower case, without blanks and quotation marks around it.
  static func plain(_ text: some StringProtocol) -> String {
    let marks: Set<Character> = [" ", "\t", "\"", "'"]
    let tail = text.lowercased().drop { marks.contains($0) }
    return String(tail.reversed().drop { marks.contains($0) }.reversed())
  }
}

/// What a license asks of those who pass on a derivative: a closed set, ours.
public enum CarriedCondition: String, Sendable, CaseIterable {
  /// No commercial use.
  case nonCommercial = "non-commercial"
  /// Adaptations are not passed on at all.
  case noDerivatives = "no derivatives"
  /// Derivatives stay under the same or a compatible license.
  case shareAlike = "share-alike"
  /// Derivatives are passed on under this license only.
  case sameLicense = "derivatives keep this license"
  /// A list of excluded uses binds those who come after.
  case useRestrictions = "use restrictions passed on"
  /// A policy on acceptable use binds those who come after.
  case acceptableUse = "acceptable use policy passed on"
  /// The derivative's name begins with a given word.
  case namePrefix = "name prefix"
  /// Who receives the derivative receives the agreement.
  case agreement = "agreement passed on"
  /// Credit and notices are kept.
  case attribution = "attribution"
}

/// What a model's card states of its license, and what follows for derivatives.
package struct DeclaredLicenses: Sendable, Hashable {
  package let licenses: [License]
  /// The rules that bind derivatives: those that every license stated lays on them.
  let imposed: UInt64
  /// The rules that no license stated keeps.
  let dropped: UInt64
  /// What others read in the text, where the card gives it no id of the Hub's.
  let reading: NamedLicense?

  /// Reads the fields `license`, with commas between several, `license_name` and `license_link`.
  ///
  /// Of several licenses the reader may have the choice, or each may be for a part. The milder
  /// reading is taken: a condition is laid on by all of them or by none, and kept by any.
  package init(_ field: String?, name: String? = nil, link: String? = nil) {
    licenses = License.declared(field, name: name, link: link)
    reading = licenses.lazy.compactMap { NamedLicense.byName[$0.rawValue] }
      .first { $0.standsFor == nil }
    guard !licenses.isEmpty else {
      (imposed, dropped) = (0, 0)
      return
    }
    let licenses = licenses
    imposed = RuleSet.of { rule in licenses.allSatisfy(rule.licenses.contains) }
    dropped = RuleSet.of { rule in !licenses.contains(where: rule.isKept) }
  }

  /// The families, with commas between; nil when nothing is stated.
  var families: String? {
    guard !licenses.isEmpty else { return nil }
    var seen: Set<LicenseFamily> = []
    return licenses.map(LicenseFamily.init(of:)).filter { seen.insert($0).inserted }
      .map(\.rawValue).joined(separator: ",")
  }
}

/// Sets of rules as bits, by their place in the table.
enum RuleSet {
  static func of(_ isIn: (LicenseRule) -> Bool) -> UInt64 {
    LicenseRule.all.indices.reduce(0) { isIn(LicenseRule.all[$1]) ? $0 | only($1) : $0 }
  }

  static func only(_ index: Int) -> UInt64 {
    precondition(index < UInt64.bitWidth, "the table of rules fits 64 bits")
    return 1 << UInt64(index)
  }

  static func indices(in set: UInt64) -> [Int] {
    var (rest, indices) = (set, [Int]())
    while rest != 0 {
      indices.append(rest.trailingZeroBitCount)
      rest &= rest - 1
    }
    return indices
  }
}

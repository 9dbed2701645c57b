/// What a model's card states of its license, and what follows for derivatives.
package struct DeclaredLicenses: Sendable, Hashable {
  let licenses: [License]
  /// The rules that bind derivatives: those that every license stated lays on them.
  let imposed: UInt64
  /// The rules that no license stated keeps.
  let dropped: UInt64

  /// Reads the fields `license`, with commas between several, and `license_name`.
  ///
  /// Of several licenses the reader may have the choice, or each may be for a part. The milder
  /// reading is taken: a condition is laid on by all of them or by none, and kept by any.
  package init(_ field: String?, name: String? = nil) {
    licenses = License.declared(field, name: name)
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
    LicenseRule.all.indices.filter { set & only($0) != 0 }
  }
}

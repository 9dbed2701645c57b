import StemmaAnswers
import Testing

@Suite struct LicenseRulesTests {
  @Test func aLicenceKeepsWhatItAsks() {
    for rule in LicenseRule.all {
      for license in rule.licenses { #expect(rule.isKept(by: license), "\(rule.id) \(license)") }
    }
  }

  @Test func haveNamesOfTheirOwnAndFitABitSet() {
    #expect(Set(LicenseRule.all.map(\.id)).count == LicenseRule.all.count)
    #expect(LicenseRule.all.count <= UInt64.bitWidth)
  }

  @Test func speakOfLicencesThatHaveAFamily() {
    for license in LicenseRule.all.flatMap(\.licenses) {
      #expect(LicenseFamily(of: license) != .other, "\(license)")
    }
  }

  @Test(arguments: [
    ("apache-2.0", "permissive"), ("gpl-3.0", "strong copyleft"), ("mpl-2.0", "weak copyleft"),
    ("cc-by-sa-4.0", "share-alike"), ("cc-by-nc-sa-4.0", "non-commercial"),
    ("creativeml-openrail-m", "open-rail"), ("llama2", "llama2"), ("llama3.3", "llama3.x"),
    ("llama4", "llama4"), ("gemma", "gemma"), ("cc0-1.0", "public domain"), ("other", "other"),
    ("unknown", "unknown"), ("a-license-of-tomorrow", "other"),
  ])
  func mapIdsToFamilies(license: String, family: String) {
    #expect(LicenseFamily(of: License(rawValue: license)).rawValue == family)
  }

  /// Licenses from the oldest ancestor down, `-` for none stated and `other/NAME` for a
  /// `license_name`; the place of the first looser step and its rules.
  @Test(arguments: [
    // What keeps a license, or asks for more, is not looser.
    ("llama3.1", nil, ""),
    ("llama3.1 llama3.1", nil, ""),
    ("llama3.1 llama3.2 llama3", nil, ""),
    ("apache-2.0 mit", nil, ""),
    ("mit llama3.1", nil, ""),
    ("apache-2.0 cc-by-nc-4.0", nil, ""),
    ("creativeml-openrail-m openrail++", nil, ""),
    ("cc-by-sa-4.0 gpl-3.0", nil, ""),
    ("gpl-3.0 agpl-3.0", nil, ""),
    ("lgpl-3.0 gpl-3.0", nil, ""),
    ("cc0-1.0 apache-2.0", nil, ""),
    // What is not stated, or has to be read, is never looser.
    ("llama3.1 -", nil, ""),
    ("llama3.1 other", nil, ""),
    ("llama3.1 unknown", nil, ""),
    ("llama3.1 a-license-of-tomorrow", nil, ""),
    ("- apache-2.0", nil, ""),
    ("other apache-2.0", nil, ""),
    // What drops a condition is.
    ("llama3.1 apache-2.0", 1, "llama-use llama3.1-name llama-agreement"),
    ("llama3 apache-2.0", 1, "llama-use llama3-name llama-agreement"),
    ("llama3.3 llama2", 1, "llama3.1-name"),
    ("llama2 llama3", nil, ""),
    ("llama2 mit", 1, "llama-use llama-agreement"),
    ("other/llama4 mit", 1, "llama-use llama3.1-name llama-agreement"),
    ("gemma apache-2.0", 1, "gemma-use gemma-agreement"),
    ("other/Gemma-Terms-of-Use apache-2.0", 1, "gemma-use gemma-agreement"),
    ("creativeml-openrail-m mit", 1, "openrail-use"),
    ("bigcode-openrail-m apache-2.0", 1, "bigcode-use"),
    ("cc-by-nc-4.0 apache-2.0", 1, "cc-nc"),
    ("cc-by-nc-4.0 cc-by-4.0", 1, "cc-nc"),
    ("cc-by-nc-sa-4.0 cc-by-nc-4.0", 1, "cc-nc-sa"),
    ("cc-by-nc-4.0 cc-by-nc-sa-4.0", nil, ""),
    ("cc-by-nc-nd-4.0 cc-by-nc-4.0", 1, "cc-nd"),
    ("other/flux-1-dev-non-commercial-license apache-2.0", 1, "flux-dev-nc"),
    ("fair-noncommercial-research-license cc-by-nc-4.0", 1, "fair-same"),
    ("gpl-3.0 mit", 1, "gpl-3.0"),
    ("agpl-3.0 gpl-3.0", 1, "agpl-3.0"),
    ("gpl gpl-3.0", nil, ""),
    ("cc-by-sa-4.0 cc-by-4.0", 1, "cc-sa"),
    ("odbl mit", 1, "odbl"),
    ("mit cc0-1.0", 1, "mit"),
    ("apache-2.0 wtfpl", 1, "apache-2.0"),
    ("cc-by-4.0 unlicense", 1, "cc-by"),
    // A contradiction counts, though the license is stricter in another way.
    ("gpl-3.0 cc-by-nc-4.0", 1, "gpl-3.0"),
    ("gemma cc-by-nc-4.0", 1, "gemma-use gemma-agreement"),
    // The way may be long, and silent in between.
    ("llama3.1 - - apache-2.0", 3, "llama-use llama3.1-name llama-agreement"),
    ("mit llama2 - gemma apache-2.0", 3, "llama-use llama-agreement"),
    ("gemma apache-2.0 mit", 1, "gemma-use gemma-agreement"),
    // Several licenses: laid on by all of them, kept by any.
    ("llama3.1 apache-2.0,llama3.1", nil, ""),
    ("gemma apache-2.0,mit", 1, "gemma-use gemma-agreement"),
    ("llama2,apache-2.0 mit", nil, ""),
    ("gpl-2.0,gpl-2.0 mit", 1, "gpl-2.0"),
    // Letter case, blanks and quotation marks of cards.
    ("Llama3.1 \"MIT\"", 1, "llama-use llama3.1-name llama-agreement"),
  ])
  func findTheFirstLooserStep(path: String, place: Int?, rules: String) {
    let licenses = path.split(separator: " ").map { word in
      let parts = word.split(separator: "/").map(String.init)
      return DeclaredLicenses(word == "-" ? nil : parts[0], name: parts.dropFirst().first)
    }
    let found = LicenseInheritance.firstLooserHop(along: licenses)
    #expect(found?.place == place)
    #expect((found?.breaches.map(\.rule.id) ?? []).joined(separator: " ") == rules)
  }

  @Test func survivePathsOfNothing() {
    #expect(LicenseInheritance.firstLooserHop(along: []) == nil)
    #expect(LicenseInheritance.firstLooserHop(along: [DeclaredLicenses("mit")]) == nil)
    #expect(LicenseInheritance(licenses: [], parents: []).breaches.isEmpty)
  }
}

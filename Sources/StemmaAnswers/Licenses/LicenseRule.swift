/// One condition that one license lays on derivatives, and which declarations keep it.
///
/// It says what texts of licenses say, in our words. It is no legal advice.
public struct LicenseRule: Sendable, Hashable {
  /// A short name, for counting.
  public let id: String
  /// What is asked.
  public let condition: CarriedCondition
  /// The license and its section.
  public let source: String
  /// What the section asks of a derivative, in one sentence.
  public let summary: String
  /// The licenses that lay it on derivatives.
  package let licenses: Set<License>
  /// The licenses under which a derivative keeps it.
  let keepers: Keepers

  enum Keepers: Sendable, Hashable {
    case only(Set<License>)
    case allBut(Set<License>)
  }

  init(
    _ id: String,
    _ condition: CarriedCondition,
    _ source: String,
    _ summary: String,
    of licenses: Set<License>,
    keptBy keepers: Keepers? = nil
  ) {
    self.id = id
    self.condition = condition
    self.source = source
    self.summary = summary
    self.licenses = licenses
    self.keepers = keepers ?? .only(licenses)
  }

  /// Whether a model declared under `license` keeps the condition.
  ///
  /// A license that has to be read to know keeps everything.
  package func isKept(by license: License) -> Bool {
    guard !LicenseFamily.unread.contains(LicenseFamily(of: license)) else { return true }
    return switch keepers {
    case .only(let keepers): keepers.contains(license)
    case .allBut(let droppers): !droppers.contains(license)
    }
  }
}

extension LicenseRule {
  private static let rail = LicenseFamily.licenses(in: .openRAIL)
  private static let llama = LicenseFamily.licenses(in: .llama2, .llama3, .llama4)
  private static let llamaWithName = LicenseFamily.licenses(in: .llama3, .llama4)

  /// The rules of licenses written for models.
  static let modelRules = [
    LicenseRule(
      "openrail-use",
      .useRestrictions,
      "CreativeML Open RAIL-M §III, paragraphs 4.a and 5",
      "The restrictions on use bind later users, by an enforceable provision and with notice.",
      of: rail.subtracting(["bigcode-openrail-m"]),
      keptBy: .only(rail)
    ),
    LicenseRule(
      "bigcode-use",
      .useRestrictions,
      "BigCode Open RAIL-M v1, Attachment A",
      "The restrictions on use are passed on when the model or a derivative is shared.",
      of: ["bigcode-openrail-m"],
      keptBy: .only(rail)
    ),
    LicenseRule(
      "gemma-use",
      .useRestrictions,
      "Gemma Terms of Use §3.1 (1), §3.2",
      "The restrictions on use bind later users, by an enforceable provision and with notice.",
      of: ["gemma"]
    ),
    LicenseRule(
      "llama-use",
      .acceptableUse,
      "Llama 2, 3, 3.1, 3.2, 3.3 and 4 Community Licenses §1.b.iv",
      "Use keeps to the Acceptable Use Policy, which is part of the agreement.",
      of: llama
    ),
    LicenseRule(
      "llama3-name",
      .namePrefix,
      "Meta Llama 3 Community License §1.b.i",
      "The name of a model made with it begins with \"Llama 3\".",
      of: ["llama3"],
      keptBy: .only(llamaWithName)
    ),
    LicenseRule(
      "llama3.1-name",
      .namePrefix,
      "Llama 3.1, 3.2, 3.3 and 4 Community Licenses §1.b.i",
      "The name of a model made with it, or with its output, begins with \"Llama\".",
      of: llamaWithName.subtracting(["llama3"]),
      keptBy: .only(llamaWithName)
    ),
    LicenseRule(
      "llama-agreement",
      .agreement,
      "Llama 2, 3, 3.1, 3.2, 3.3 and 4 Community Licenses §1.b.i, §1.b.iii",
      "A copy of the agreement and a notice go with the materials and derivative works.",
      of: llama
    ),
    LicenseRule(
      "gemma-agreement",
      .agreement,
      "Gemma Terms of Use §3.1 (2), §3.1 (4)",
      "A copy of the agreement and a notice go with derivatives.",
      of: ["gemma"]
    ),
  ]

  private static let withoutConditions =
    LicenseFamily.licenses(in: .publicDomain).union(["wtfpl"])

  /// The rules of licenses that ask for credit.
  static let attributionRules = [
    LicenseRule(
      "cc-by",
      .attribution,
      "CC BY 4.0 §3.a.1",
      "Who shares it, adapted or not, names the creator, the license and the changes.",
      of: [
        "cc-by-2.0", "cc-by-2.5", "cc-by-3.0", "cc-by-4.0", "cc-by-nc-2.0", "cc-by-nc-3.0",
        "cc-by-nc-4.0", "cc-by-nc-nd-3.0", "cc-by-nc-nd-4.0", "cc-by-nc-sa-2.0",
        "cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0", "cc-by-nd-4.0", "cc-by-sa-2.0", "cc-by-sa-2.5",
        "cc-by-sa-3.0", "cc-by-sa-4.0",
      ],
      keptBy: .allBut(withoutConditions)
    ),
    LicenseRule(
      "apache-2.0",
      .attribution,
      "Apache-2.0 §4",
      "The license, the notices and a mark of changes go with derivative works.",
      of: ["apache-2.0"],
      keptBy: .allBut(withoutConditions)
    ),
    LicenseRule(
      "mit",
      .attribution,
      "MIT License, second paragraph",
      "The copyright and permission notice goes with all copies and substantial portions.",
      of: ["mit"],
      keptBy: .allBut(withoutConditions)
    ),
    LicenseRule(
      "bsd",
      .attribution,
      "BSD-2-Clause and BSD-3-Clause, conditions 1 and 2",
      "The copyright notice and the conditions go with all copies, modified or not.",
      of: ["bsd", "bsd-2-clause", "bsd-3-clause", "bsd-3-clause-clear"],
      keptBy: .allBut(withoutConditions)
    ),
  ]
}

extension LicenseRule {
  /// All rules, the heaviest condition first; the article "Licenses" repeats them.
  ///
  /// The article also says which texts were read for it, and of which date.
  public static let all =
    nonCommercialRules + creativeCommonsRules + copyleftRules + modelRules + attributionRules

  private static let nonCommercial = LicenseFamily.licenses(in: .nonCommercial)

  private static let nonCommercialRules = [
    LicenseRule(
      "cc-nc",
      .nonCommercial,
      "CC BY-NC 4.0 §2.a.1",
      "Copies and adaptations may be shared for non-commercial purposes only.",
      of: [
        "cc-by-nc-2.0", "cc-by-nc-3.0", "cc-by-nc-4.0", "cc-by-nc-nd-3.0", "cc-by-nc-nd-4.0",
        "cc-by-nc-sa-2.0", "cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0",
      ],
      keptBy: .only(nonCommercial)
    ),
    LicenseRule(
      "flux-dev-nc",
      .nonCommercial,
      "FLUX.1 [dev] Non-Commercial License v1.1.1 §2.b",
      "Derivatives may be made and passed on for non-commercial purposes only.",
      of: ["flux-1-dev-non-commercial-license"],
      keptBy: .only(nonCommercial)
    ),
    LicenseRule(
      "named-nc",
      .nonCommercial,
      "the text behind `license_name`, as others read it on \(NamedLicense.date)",
      "The model and what is made from it may be used for research or non-commercial purposes only.",
      of: NamedLicense.licenses(in: .nonCommercial),
      keptBy: .only(nonCommercial)
    ),
    LicenseRule(
      "fair-same",
      .sameLicense,
      "FAIR Noncommercial Research License §1.b.i",
      "Derivative works may be passed on under the terms of the agreement only.",
      of: ["fair-noncommercial-research-license"]
    ),
  ]

  private static let creativeCommonsRules = [
    LicenseRule(
      "cc-nd",
      .noDerivatives,
      "CC BY-ND 4.0 §2.a.1.B",
      "Adaptations may be made but not shared.",
      of: ["cc-by-nd-4.0", "cc-by-nc-nd-3.0", "cc-by-nc-nd-4.0"]
    ),
    LicenseRule(
      "cc-nc-sa",
      .shareAlike,
      "CC BY-NC-SA 4.0 §3.b.1",
      "Adaptations are shared under the same license, a later version, or a compatible one.",
      of: ["cc-by-nc-sa-2.0", "cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0"]
    ),
    LicenseRule(
      "cc-sa",
      .shareAlike,
      "CC BY-SA 4.0 §3.b.1",
      "Adaptations are shared under the same license, a later version, or a compatible one, "
        + "such as GPL-3.0.",
      of: ["cc-by-sa-2.0", "cc-by-sa-2.5", "cc-by-sa-3.0", "cc-by-sa-4.0"],
      keptBy: .only(["cc-by-sa-2.0", "cc-by-sa-2.5", "cc-by-sa-3.0", "cc-by-sa-4.0", "gpl-3.0"])
    ),
    LicenseRule(
      "odbl",
      .shareAlike,
      "ODbL 1.0 §4.4",
      "Derivative databases used in public stay under this license or a compatible one.",
      of: ["odbl"]
    ),
    LicenseRule(
      "cdla-sharing",
      .shareAlike,
      "CDLA-Sharing 1.0 §3.1",
      "Data and enhanced data are published under this agreement.",
      of: ["cdla-sharing-1.0"]
    ),
  ]

  // What "or any later version" allows is not in the Hub's id: the later version counts as kept.
  private static let laterGPL: Set<License> = ["gpl", "gpl-2.0", "gpl-3.0", "agpl-3.0"]

  private static let copyleftRules = [
    LicenseRule(
      "agpl-3.0",
      .shareAlike,
      "AGPL-3.0 §5.c",
      "The whole of a modified work is licensed under this license.",
      of: ["agpl-3.0"]
    ),
    LicenseRule(
      "gpl-3.0",
      .shareAlike,
      "GPL-3.0 §5.c",
      "The whole of a modified work is licensed under this license; §13 admits AGPL-3.0 parts.",
      of: ["gpl-3.0"],
      keptBy: .only(["gpl", "gpl-3.0", "agpl-3.0"])
    ),
    LicenseRule(
      "gpl-2.0",
      .shareAlike,
      "GPL-2.0 §2.b",
      "The whole of a work based on the program is licensed under this license.",
      of: ["gpl", "gpl-2.0"],
      keptBy: .only(laterGPL)
    ),
    LicenseRule(
      "eupl",
      .shareAlike,
      "EUPL-1.1 §5",
      "Derivative works are distributed under this license or one of its list of compatible ones.",
      of: ["eupl-1.1", "eupl-1.2"],
      keptBy: .only(laterGPL.union(["eupl-1.1", "eupl-1.2", "epl-1.0", "osl-3.0"]))
    ),
    LicenseRule(
      "osl-3.0",
      .shareAlike,
      "OSL-3.0 §1.c",
      "Derivative works that are distributed are licensed under this license.",
      of: ["osl-3.0"]
    ),
    LicenseRule(
      "gfdl",
      .shareAlike,
      "GFDL 1.3 §4",
      "A modified version is released under precisely this license.",
      of: ["gfdl"]
    ),
    LicenseRule(
      "lgpl",
      .shareAlike,
      "LGPL-2.1 §2.c, LGPL-3.0 §2",
      "A modified version of the library stays under this license or the GPL.",
      of: ["lgpl", "lgpl-2.1", "lgpl-3.0", "lgpl-lr"],
      keptBy: .only(laterGPL.union(["lgpl", "lgpl-2.1", "lgpl-3.0", "lgpl-lr"]))
    ),
    LicenseRule(
      "mpl-2.0",
      .shareAlike,
      "MPL-2.0 §3.1",
      "Modifications of covered files stay under this license; §3.3 admits the GNU licenses.",
      of: ["mpl-2.0"],
      keptBy: .only(laterGPL.union(["mpl-2.0", "lgpl", "lgpl-2.1", "lgpl-3.0"]))
    ),
    LicenseRule(
      "epl",
      .shareAlike,
      "EPL-1.0 §3, EPL-2.0 §3.1",
      "The source form is passed on under this agreement, or a secondary license that it names.",
      of: ["epl-1.0", "epl-2.0"],
      keptBy: .only(laterGPL.union(["epl-1.0", "epl-2.0"]))
    ),
    LicenseRule(
      "ofl-1.1",
      .shareAlike,
      "OFL-1.1 condition 5",
      "The work, in part or whole, is distributed entirely under this license.",
      of: ["ofl-1.1"]
    ),
  ]
}

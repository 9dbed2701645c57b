extension LicenseRule {
  private static let rail = LicenseFamily.licenses(in: .openRAIL)
  private static let llama = LicenseFamily.licenses(in: .llama2, .llama3, .llama4)
  private static let llamaWithName = LicenseFamily.licenses(in: .llama3, .llama4)

  /// The rules of licences written for models.
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

  /// The rules of licences that ask for credit.
  static let attributionRules = [
    LicenseRule(
      "cc-by",
      .attribution,
      "CC BY 4.0 §3.a.1",
      "Who shares it, adapted or not, names the creator, the licence and the changes.",
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
      "The licence, the notices and a mark of changes go with derivative works.",
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

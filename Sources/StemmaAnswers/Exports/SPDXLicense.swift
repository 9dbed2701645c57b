/// The licenses of the Hub's list that SPDX lists too.
///
/// The Hub writes identifiers in small letters; those for families (`gpl`, `bsd`, `cc`) and for its
/// own kinds (`llama3`, `gemma`, `other`) have no identifier at SPDX.
enum SPDXLicense {
  /// The identifier of SPDX, or nil when it has none for this license.
  static func identifier(of license: String) -> String? { identifiers[license.lowercased()] }

  private static let identifiers = Dictionary(
    uniqueKeysWithValues: """
      AFL-3.0 AGPL-3.0 Apache-2.0 Artistic-2.0 BSD-2-Clause BSD-3-Clause BSD-3-Clause-Clear BSL-1.0
      CC-BY-2.0 CC-BY-2.5 CC-BY-3.0 CC-BY-4.0 CC-BY-NC-2.0 CC-BY-NC-3.0 CC-BY-NC-4.0
      CC-BY-NC-ND-3.0 CC-BY-NC-ND-4.0 CC-BY-NC-SA-2.0 CC-BY-NC-SA-3.0 CC-BY-NC-SA-4.0 CC-BY-ND-4.0
      CC-BY-SA-3.0 CC-BY-SA-4.0 CC0-1.0 CDLA-Permissive-1.0 CDLA-Permissive-2.0 CDLA-Sharing-1.0
      ECL-2.0 EPL-1.0 EPL-2.0 EUPL-1.1 EUPL-1.2 GPL-2.0 GPL-3.0 ISC LGPL-2.1 LGPL-3.0 LPPL-1.3c
      MIT MPL-2.0 MS-PL NCSA OFL-1.1 OSL-3.0 PostgreSQL Unlicense WTFPL Zlib etalab-2.0
      """
      .split(whereSeparator: \.isWhitespace).map { ($0.lowercased(), String($0)) }
  )
}

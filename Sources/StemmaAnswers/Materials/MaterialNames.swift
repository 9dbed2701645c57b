import StemmaCore
import StemmaGraph

/// Package URLs of type `huggingface`.
enum PackageURL {
  /// `pkg:huggingface/owner/name@commit`; the commit is left out where it is not known.
  static func text(of name: String, commit: String? = nil) -> String {
    let parts = name.split(separator: "/", maxSplits: 1).map { $0.percentEncoded() }
    let version = commit.map { "@" + $0.lowercased().percentEncoded() } ?? ""
    return "pkg:huggingface/" + parts.joined(separator: "/") + version
  }
}

/// The licenses of the Hub's list that SPDX lists too.
///
/// The Hub writes identifiers in small letters; those for families (`gpl`, `bsd`, `cc`) and for its
/// own kinds (`llama3`, `gemma`, `other`) have no identifier at SPDX.
enum SPDXLicense {
  /// The identifier of SPDX, in its letters and none that it has given up; nil when it has none.
  static func identifier(of license: String) -> String? { identifiers[license.lowercased()] }

  /// All identifiers that are given out.
  static var all: [String] { identifiers.values.sorted() }

  // The Hub does not say whether later versions are allowed: then this version only is.
  private static let renamed = [
    "agpl-3.0": "AGPL-3.0-only", "gpl-2.0": "GPL-2.0-only", "gpl-3.0": "GPL-3.0-only",
    "lgpl-2.1": "LGPL-2.1-only", "lgpl-3.0": "LGPL-3.0-only", "c-uda": "C-UDA-1.0",
    "lgpl-lr": "LGPLLR", "odbl": "ODbL-1.0", "odc-by": "ODC-By-1.0", "pddl": "PDDL-1.0",
  ]

  private static let identifiers = Dictionary(
    uniqueKeysWithValues: """
      AFL-3.0 Apache-2.0 Artistic-2.0 BSD-2-Clause BSD-3-Clause BSD-3-Clause-Clear BSL-1.0
      CC-BY-2.0 CC-BY-2.5 CC-BY-3.0 CC-BY-4.0 CC-BY-NC-2.0 CC-BY-NC-3.0 CC-BY-NC-4.0
      CC-BY-NC-ND-3.0 CC-BY-NC-ND-4.0 CC-BY-NC-SA-2.0 CC-BY-NC-SA-3.0 CC-BY-NC-SA-4.0 CC-BY-ND-4.0
      CC-BY-SA-2.0 CC-BY-SA-2.5 CC-BY-SA-3.0 CC-BY-SA-4.0 CC0-1.0 CDLA-Permissive-1.0
      CDLA-Permissive-2.0 CDLA-Sharing-1.0 ECL-2.0 EPL-1.0 EPL-2.0 EUPL-1.1 EUPL-1.2 ISC LPPL-1.3c
      MIT MPL-2.0 MS-PL NCSA OFL-1.1 OSL-3.0 PostgreSQL Unlicense WTFPL Zlib etalab-2.0
      """
      .split(whereSeparator: \.isWhitespace).map { ($0.lowercased(), String($0)) }
  )
  .merging(renamed) { _, renamed in renamed }
}

/// A license that a card states, as bills of materials name it.
struct MaterialLicense: Hashable {
  /// The identifier of SPDX; nil where it has none.
  let identifier: String?
  /// What it is called otherwise: the Hub's id, or what the card calls it.
  let name: String
  /// Where it stands, as a whole address; nil where the card does not say.
  let address: String?

  /// The licenses of a card, each once; `other` by the name and the link beside it.
  static func stated(_ field: String?, name: String?, link: String?) -> [MaterialLicense] {
    var seen: Set<MaterialLicense> = []
    return (field ?? "").split(separator: ",").map { part in
      let license = String(part)
      guard license == "other" else {
        let identifier = SPDXLicense.identifier(of: license)
        return MaterialLicense(identifier: identifier, name: identifier ?? license, address: nil)
      }
      let address = link.flatMap { isAddress($0) ? $0 : nil }
      let known = name.flatMap(SPDXLicense.identifier)
      return MaterialLicense(
        identifier: known,
        name: known ?? name ?? license,
        address: known == nil ? address : nil
      )
    }
    .filter { seen.insert($0).inserted }
  }

  /// Whether the text is an address as the schema wants one; cards also link to a file of theirs.
  private static func isAddress(_ text: String) -> Bool {
    (text.hasPrefix("https://") || text.hasPrefix("http://"))
      && text.unicodeScalars.allSatisfy {
        (0x21...0x7E).contains($0.value) && !"\"<>\\^`{|}".unicodeScalars.contains($0)
      }
  }
}

/// Addresses of pages on the Hub, or on the mirror of it that was harvested.
struct HubPage {
  private let endpoint: String

  /// Pages of what a bill rests on; of a family without a cache those of the Hub.
  init(_ basis: MaterialBasis?) {
    let endpoint = basis?.endpoint ?? "https://huggingface.co"
    self.endpoint = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
  }

  /// The page of a model, or of a dataset.
  func address(of name: String, isDataset: Bool = false) -> String {
    "\(endpoint)/" + (isDataset ? "datasets/" : "") + name.percentEncoded(keeping: "/")
  }
}

extension SHA256 {
  /// The digest of all that was taken as an identifier of RFC 9562, of the version for forms of one's
  /// own; begins anew.
  mutating func identifier() -> String {
    var bytes = Array(finish().prefix(16))
    bytes[6] = bytes[6] & 0x0F | 0x80
    bytes[8] = bytes[8] & 0x3F | 0x80
    let digits = bytes.hexadecimal
    var parts: [Substring] = []
    var rest = digits[...]
    for length in [8, 4, 4, 4, 12] {
      parts.append(rest.prefix(length))
      rest = rest.dropFirst(length)
    }
    return parts.joined(separator: "-")
  }
}

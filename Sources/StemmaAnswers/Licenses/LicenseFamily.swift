/// What kind of license a model is under, as far as it bears on derivatives: an open set.
public struct LicenseFamily: RawRepresentable, Hashable, Sendable {
  /// The family's name, for reports.
  public let rawValue: String

  /// A family of that name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Asks for nothing.
  public static let publicDomain = LicenseFamily(rawValue: "public domain")
  /// Asks for credit at most.
  public static let permissive = LicenseFamily(rawValue: "permissive")
  /// Derivatives stay under it, file by file.
  public static let weakCopyleft = LicenseFamily(rawValue: "weak copyleft")
  /// The whole of a derivative stays under it.
  public static let strongCopyleft = LicenseFamily(rawValue: "strong copyleft")
  /// Creative Commons and data licenses under which adaptations stay.
  public static let shareAlike = LicenseFamily(rawValue: "share-alike")
  /// No commercial use; some also ask for share-alike or allow no adaptation.
  public static let nonCommercial = LicenseFamily(rawValue: "non-commercial")
  /// Adaptations may not be passed on.
  public static let noDerivatives = LicenseFamily(rawValue: "no derivatives")
  /// Free but for a list of uses, which must be passed on.
  public static let openRAIL = LicenseFamily(rawValue: "open-rail")
  /// The Llama 2 Community License.
  public static let llama2 = LicenseFamily(rawValue: "llama2")
  /// The Community Licenses of Llama 3 to 3.3.
  public static let llama3 = LicenseFamily(rawValue: "llama3.x")
  /// The Llama 4 Community License.
  public static let llama4 = LicenseFamily(rawValue: "llama4")
  /// The Gemma Terms of Use.
  public static let gemma = LicenseFamily(rawValue: "gemma")
  /// A vendor's own text: commercial use under conditions that have to be read.
  public static let vendorTerms = LicenseFamily(rawValue: "vendor terms")
  /// A license that has to be read: `other`, or an id that is not mapped.
  public static let other = LicenseFamily(rawValue: "other")
  /// The card says that the license is unknown.
  public static let unknown = LicenseFamily(rawValue: "unknown")
}

extension LicenseFamily {
  /// The family of a license by its id on the Hub.
  package init(of license: License) {
    self = Self.families[license] ?? NamedLicense.byName[license.rawValue]?.family ?? .other
  }

  /// Those whose texts somebody has to read: they ask for nothing here, and drop nothing.
  package static let unread: Set<LicenseFamily> = [.vendorTerms, .other, .unknown]

  /// The ids of each family; the article "Licenses" repeats them.
  package static let members: [(family: LicenseFamily, licenses: [License])] = [
    (.publicDomain, ["cc0-1.0", "pddl", "unlicense"]),
    (
      .permissive,
      [
        "afl-3.0", "apache-2.0", "apple-ascl", "artistic-2.0", "bsd", "bsd-2-clause",
        "bsd-3-clause",
        "bsd-3-clause-clear", "bsl-1.0", "cc-by-2.0", "cc-by-2.5", "cc-by-3.0", "cc-by-4.0",
        "cdla-permissive-1.0", "cdla-permissive-2.0", "ecl-2.0", "etalab-2.0", "isc", "lppl-1.3c",
        "mit", "ncsa", "odc-by", "openmdw-1.0", "openmdw-1.1", "postgresql", "wtfpl", "zlib",
      ]
    ),
    (
      .weakCopyleft,
      [
        "epl-1.0", "epl-2.0", "lgpl", "lgpl-2.1", "lgpl-3.0", "lgpl-lr", "mpl-2.0", "ms-pl",
        "ofl-1.1",
      ]
    ),
    (
      .strongCopyleft,
      [
        "agpl-3.0", "eupl-1.1", "eupl-1.2", "gfdl", "gpl", "gpl-2.0", "gpl-3.0", "osl-3.0",
      ]
    ),
    (
      .shareAlike,
      [
        "cc-by-sa-2.0", "cc-by-sa-2.5", "cc-by-sa-3.0", "cc-by-sa-4.0", "cdla-sharing-1.0", "odbl",
      ]
    ),
    (
      .nonCommercial,
      [
        "apple-amlr", "cc-by-nc-2.0", "cc-by-nc-3.0", "cc-by-nc-4.0", "cc-by-nc-nd-3.0",
        "cc-by-nc-nd-4.0", "cc-by-nc-sa-2.0", "cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0",
        "deepfloyd-if-license", "fair-noncommercial-research-license",
        "flux-1-dev-non-commercial-license", "h-research", "intel-research",
      ]
    ),
    (.noDerivatives, ["cc-by-nd-4.0"]),
    (
      .openRAIL,
      [
        "bigcode-openrail-m", "bigscience-bloom-rail-1.0", "bigscience-openrail-m",
        "creativeml-openrail-m", "openrail", "openrail++",
      ]
    ),
    (.llama2, ["llama2"]),
    (.llama3, ["llama3", "llama3.1", "llama3.2", "llama3.3"]),
    (.llama4, ["llama4"]),
    (.gemma, ["gemma"]),
    (.vendorTerms, ["grok2-community"]),
    (.other, ["c-uda", "cc", "other"]),
    (.unknown, ["unknown"]),
  ]

  /// The ids in the table of members that belong to `families`.
  static func licenses(in families: LicenseFamily...) -> Set<License> {
    let ids = members.filter { families.contains($0.family) }.flatMap(\.licenses)
    return families.reduce(into: Set(ids)) { $0.formUnion(NamedLicense.licenses(in: $1)) }
  }

  private static let families = Dictionary(
    uniqueKeysWithValues: members.flatMap { family, licenses in licenses.map { ($0, family) } }
  )
}

/// Which conditions reach each model of a family, and where a declared license does not keep them.
///
/// A condition is carried from the model whose license lays it on derivatives to all models below,
/// past those that state no license, up to the first whose declared license does not keep it.
///
/// Models are numbered from 0.
package struct LicenseInheritance: Sendable {
  /// A condition that a declared license does not keep.
  package struct Breach: Sendable, Hashable {
    package let rule: LicenseRule
    /// The parent that the condition comes over.
    package let parent: Int
    /// The nearest model above whose license lays the condition on derivatives.
    package let origin: Int
  }

  /// For each model the conditions that stop at it, in the order of the table of rules.
  package let breaches: [[Breach]]

  /// Follows all conditions down all ways at once.
  ///
  /// - Parameters:
  ///   - licenses: The declared licenses of each model; none where nothing is stated.
  ///   - parents: The parents of each model. Cycles and self-loops may occur.
  /// - Complexity: O(*n* + *m* *r*) for *n* models, *m* edges and *r* rules at most.
  package init(licenses: [DeclaredLicenses], parents: [[Int]]) {
    var flow = Flow(licenses, parents)
    flow.run()
    breaches = licenses.indices.map { model in
      let stopped = flow.arrived[model] & licenses[model].dropped
      if stopped == 0 { return [] }
      return RuleSet.indices(in: stopped).map { rule in
        let way = flow.way(of: rule, to: model)
        return Breach(rule: LicenseRule.all[rule], parent: way.parent, origin: way.origin)
      }
    }
  }

  /// The first step of a path at which a declared license does not keep an inherited condition.
  ///
  /// - Parameter path: The declared licenses from the oldest ancestor down to the model.
  /// - Returns: The step's place in the path, never 0, and the conditions; nil when there is none.
  package static func firstLooserHop(
    along path: [DeclaredLicenses]
  ) -> (place: Int, breaches: [Breach])? {
    let line = LicenseInheritance(
      licenses: path,
      parents: path.indices.map { $0 == 0 ? [] : [$0 - 1] }
    )
    return line.breaches.firstIndex { !$0.isEmpty }.map { ($0, line.breaches[$0]) }
  }
}

/// The spreading of conditions over a family.
private struct Flow {
  private struct Key: Hashable {
    let model: Int32
    let rule: Int32
  }

  private let imposed, dropped: [UInt64]
  /// The children of all, those of one after those of another, and where each one's start.
  private let children, starts: [Int32]
  /// The rules that reach each model from above.
  private(set) var arrived: [UInt64]
  /// The rules that each model hands on.
  private var passed: [UInt64]
  /// The parent that was the first to hand a rule to each model, and those of other rules.
  private var firstWays: [Int32]
  private var otherWays: [Key: Int32] = [:]

  init(_ licenses: [DeclaredLicenses], _ parents: [[Int]]) {
    (imposed, dropped) = (licenses.map(\.imposed), licenses.map(\.dropped))
    var starts = [Int32](repeating: 0, count: parents.count + 1)
    for (child, parents) in parents.enumerated() {
      for parent in parents where parent != child { starts[parent + 1] += 1 }
    }
    for place in parents.indices { starts[place + 1] += starts[place] }
    var (next, children) = (starts, [Int32](repeating: 0, count: Int(starts.last ?? 0)))
    for (child, parents) in parents.enumerated() {
      for parent in parents where parent != child {
        children[Int(next[parent])] = Int32(child)
        next[parent] += 1
      }
    }
    (self.starts, self.children) = (starts, children)
    arrived = Array(repeating: 0, count: licenses.count)
    firstWays = Array(repeating: -1, count: licenses.count)
    passed = imposed
  }

  // Each rule reaches each model once, so the queue comes to its end on cycles too.
  mutating func run() {
    var queue = passed.indices.filter { passed[$0] != 0 }
    var next = 0
    while next < queue.count {
      let parent = queue[next]
      next += 1
      for place in starts[parent]..<starts[parent + 1] {
        let child = Int(children[Int(place)])
        if hand(passed[parent] & ~arrived[child], from: parent, to: child) { queue.append(child) }
      }
    }
  }

  /// Says whether the child hands on more than before.
  private mutating func hand(_ rules: UInt64, from parent: Int, to child: Int) -> Bool {
    guard rules != 0 else { return false }
    arrived[child] |= rules
    if firstWays[child] < 0 {
      firstWays[child] = Int32(parent)
    } else if firstWays[child] != parent {
      for rule in RuleSet.indices(in: rules) {
        otherWays[Key(model: Int32(child), rule: Int32(rule))] = Int32(parent)
      }
    }
    let gained = rules & ~dropped[child] & ~passed[child]
    passed[child] |= gained
    return gained != 0
  }

  /// The parent over which a rule came that arrived at a model, and the nearest model above on that way whose
  /// license lays it on derivatives.
  func way(of rule: Int, to model: Int) -> (parent: Int, origin: Int) {
    func parent(of model: Int) -> Int {
      Int(otherWays[Key(model: Int32(model), rule: Int32(rule))] ?? firstWays[model])
    }
    let first = parent(of: model)
    var origin = first
    while imposed[origin] & RuleSet.only(rule) == 0 { origin = parent(of: origin) }
    return (first, origin)
  }
}

package import StemmaCache

/// The licences of everything one model was made from, down to its own.
public struct LicensePath: Sendable, Hashable {
  /// The model's current name.
  public let model: String
  /// The ancestors from the farthest by distance and name, and the model last.
  public let hops: [LicenseHop]

  /// The step nearest to the roots at which a declared licence does not keep an inherited
  /// condition, or nil.
  public var first: LicenseHop? { hops.first { $0.finding != nil } }

  /// Follows the licences down to one model.
  ///
  /// - Complexity: O(*n* + *m*) for *n* ancestors and *m* edges among them.
  package init(
    of node: NamedNode,
    filter: FamilyFilter = .init(),
    in connection: Connection
  ) throws {
    let family = try LicensedFamily(
      of: node.id,
      withDescendants: false,
      filter: filter,
      in: connection
    )
    let inheritance = family.inheritance
    model = node.name
    hops = try family.members.indices.map { try family.hop($0, inheritance) }
      .sorted { ($1.distance, $0.id) < ($0.distance, $1.id) }
  }
}

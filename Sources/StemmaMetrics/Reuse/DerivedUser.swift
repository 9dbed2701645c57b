import StemmaCore
public import StemmaLink
import StemmaGraph
import StemmaStore

/// A model that does not declare a dataset, and declares one that was made from it.
public struct DerivedUser: Sendable, Hashable {
  /// The model.
  public let model: DatasetUser
  /// The dataset that it declares: of several the nearest, of equal ones the first by name.
  public let dataset: String
  /// The fewest edges from that one up to the dataset asked about.
  public let distance: Int

  /// Makes one from its parts, without a cache.
  public init(model: DatasetUser, dataset: String, distance: Int) {
    (self.model, self.dataset, self.distance) = (model, dataset, distance)
  }
}

extension DerivedUser {
  /// Every such model that is listed: by distance of the dataset, then by name.
  ///
  /// - Complexity: O((*d* + *u*) log *n*) for *d* datasets below and *u* users of them.
  static func all(
    of dataset: DatasetIdentity,
    derived: [DatasetLineage.Relative],
    declaring users: Set<String>,
    by basis: RelationBasis?,
    in connection: Connection
  ) throws -> [DerivedUser] {
    var met = users
    let found = try derived.flatMap { relative in
      try DatasetUser.all(of: [relative.node], besidePeopleOf: dataset, by: basis, in: connection)
        .filter { met.insert($0.id).inserted }
        .map { DerivedUser(model: $0, dataset: relative.id, distance: relative.distance) }
    }
    return found.sorted { ($0.distance, $0.model.id) < ($1.distance, $1.model.id) }
  }
}

/// How large the family below a head is, counted in the ways that keep each other honest.
///
/// Only counted models are in it, and never the head itself.
package struct FamilySize: Sendable, Hashable {
  /// Distinct children.
  package var direct: RelationCounts
  /// Distinct descendants at any distance.
  package var all: RelationCounts
  /// Distinct publishers of the descendants.
  package var publishers: Int
  /// The sum, over these publishers, of the square root of the number of models each has here.
  ///
  /// A hundred models of one bulk uploader weigh as much as one model each of ten publishers.
  package var weighted: Double
  /// The largest shortest distance to a descendant.
  package var maxDistance: Int32
  /// The steps of the longest chain down to a counted model, cycles contracted.
  package var depth: Int32

  package init(
    direct: RelationCounts,
    all: RelationCounts,
    publishers: Int,
    weighted: Double,
    maxDistance: Int32,
    depth: Int32
  ) {
    self.direct = direct
    self.all = all
    self.publishers = publishers
    self.weighted = weighted
    self.maxDistance = maxDistance
    self.depth = depth
  }
}

/// Models counted by the relation each one has of its own.
package struct RelationCounts: Sendable, Hashable {
  package var total: Int
  /// One count for each relation code.
  package var byCode: [Int32]

  package init(total: Int, byCode: [Int32]) {
    self.total = total
    self.byCode = byCode
  }

  init(codeCount: Int) {
    self.init(total: 0, byCode: [Int32](repeating: 0, count: codeCount))
  }

  mutating func add(_ code: UInt8) {
    total += 1
    byCode[Int(code)] += 1
  }
}

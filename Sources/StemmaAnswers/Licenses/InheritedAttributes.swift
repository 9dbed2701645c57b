import StemmaCore
import StemmaStore

/// What a copy states nothing of and the model it is a copy of states.
///
/// It is no statement of the copy's: whatever counts what models state does not have it.
public struct InheritedAttribute: Sendable, Hashable {
  /// `license`, `languages` or `pipeline_tag`.
  public let field: String
  /// What the other model states.
  public let value: String
  /// The nearest model above that states it.
  public let source: String
  /// `declared` where the copies on the way are declared to be quantized ones, `inferred` where one of
  /// them was only told to be a copy.
  public let basis: String
  /// The steps to that model.
  public let distance: Int

  /// Makes one from its parts, without a cache.
  public init(field: String, value: String, source: String, basis: String, distance: Int) {
    self.field = field
    self.value = value
    self.source = source
    self.basis = basis
    self.distance = distance
  }
}

extension InheritedAttribute {
  /// The attribute as JSON; the same keys in every answer.
  var json: JSONValue {
    [
      "field": .string(field), "value": .string(value), "from": .string(source),
      "basis": .string(basis), "distance": .integer(Int64(distance)),
    ]
  }

  /// The value and whose it is, on one line.
  var summary: String {
    "\(value) of \(source)" + (basis == "inferred" ? ", told to be the original" : "")
  }
}

/// Models that are copies of others, as the view `model_copy` has them.
///
/// The view `inherited_attribute` has the same for all models at once.
struct CopiedModels {
  /// What a copy has of its original.
  static let fields = ["license", "languages", "pipeline_tag"]

  private let original: Statement
  private let statements: Statement

  init(in connection: Connection) throws {
    original = try connection.prepare("SELECT parent, basis FROM model_copy WHERE child = ?")
    statements = try connection.prepare(
      """
      SELECT repo.name, \(StatedLicense.sql()) AS license, repo.languages, repo.pipeline_tag
      FROM repo
      WHERE id = ?
      """
    )
  }

  /// What the model of number `id` does not state and the nearest of its originals does.
  ///
  /// - Complexity: O(*k* log *n*) for *k* copies on the way, ten at most, of *n* models.
  func inherited(by id: Int64, _ fields: [String] = Self.fields) throws -> [InheritedAttribute] {
    guard let own = try stated(by: id) else { return [] }
    var missing = fields.filter { own.values[$0] == nil }
    var found: [InheritedAttribute] = []
    var (model, isInferred, distance) = (id, false, 0)
    while !missing.isEmpty, distance < 10,
      let step = try original.first(
        model,
        body: { row in row.inOrder { (parent: $0.integer(), basis: $0.text()) } }
      ), let parent = try stated(by: step.parent)
    {
      (model, distance) = (step.parent, distance + 1)
      isInferred = isInferred || step.basis == "inferred"
      for field in missing {
        guard let value = parent.values[field] else { continue }
        found.append(
          InheritedAttribute(
            field: field,
            value: value,
            source: parent.name,
            basis: isInferred ? "inferred" : "declared",
            distance: distance
          )
        )
      }
      missing.removeAll { parent.values[$0] != nil }
    }
    return found
  }

  private func stated(by id: Int64) throws -> (name: String, values: [String: String])? {
    try statements.first(id) { row in
      let values = Self.fields.compactMap { field in
        row.optionalText(field).flatMap { $0.isEmpty ? nil : (field, $0) }
      }
      return (row.text("name"), Dictionary(uniqueKeysWithValues: values))
    }
  }
}

/// A parent that a study knows of and no card declares.
public struct CuratedEdge: Sendable, Hashable {
  /// The model that was made, by whatever name the study gives it.
  public var child: String
  /// The model it was made from.
  public var parent: String
  /// How; nil when the study does not say.
  public var relation: String?
  /// How well it is known: `stated`, `confirmed` or `inferred`, or what else the study says.
  public var status: String
  /// Where it is said.
  public var source: String
  /// What else is worth knowing of it.
  public var note: String?

  /// An edge as a study gives it.
  public init(
    child: String,
    parent: String,
    relation: String? = nil,
    status: String,
    source: String,
    note: String? = nil
  ) {
    self.child = child
    self.parent = parent
    self.relation = relation
    self.status = status
    self.source = source
    self.note = note
  }
}

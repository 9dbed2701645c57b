/// SQL for the models below one model.
enum FamilyRows {
  /// SQL for the numbers of everything made from `node`; the node itself is not among them.
  ///
  /// Of now it is the closure that the last analysis wrote; of the past the edges are walked.
  static func ids(below node: NamedNode, at moment: Moment) -> String {
    guard case .harvest = moment else {
      return "SELECT descendant FROM lineage WHERE ancestor = \(node.id)"
    }
    return """
      WITH RECURSIVE below (id) AS (
        SELECT child FROM edge WHERE parent = \(node.id) AND \(moment.stands("edge"))
        UNION
        SELECT edge.child FROM below JOIN edge ON edge.parent = below.id
        WHERE \(moment.stands("edge")))
      SELECT id FROM below WHERE id <> \(node.id)
      """
  }

  /// SQL that lists them with the facts most asked for.
  static func listing(below node: NamedNode, at moment: Moment) -> String {
    """
    SELECT repo.name, repo.created_at
    FROM repo
    WHERE repo.id IN (\(ids(below: node, at: moment))) AND repo.kind = 'model'
      AND \(moment.isListed)
    ORDER BY repo.created_at, repo.name
    """
  }
}

extension Reading {
  /// What a metric answers to a subject that its definition does not name.
  static func unmeasurable(_ subject: MetricSubject) -> Reading {
    preconditionFailure("a metric is asked of its own scopes only, not of a \(subject.scope)")
  }
}

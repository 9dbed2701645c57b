extension Schema {
  /// Views for those who ask in SQL: owners as names, times as dates, one row for each thing.
  ///
  /// SQLite begins with whichever name is asked for. The index of ghosts by kind would lead it to
  /// all of them first, so that `lower` hides the kind from it; DuckDB knows no unary plus for that.
  static let analystViews = """
    CREATE VIEW model AS
    SELECT repo.id, repo.name, owner.name AS owner, \(relation(of: "repo")) AS relation,
      \(facts(of: "repo")), repo.gated,
      (SELECT substr(harvest.started_at, 1, 10) FROM harvest
        WHERE harvest.id = repo.gone_since) AS gone_on,
      coalesce(family.direct_total, 0) AS direct_derivatives,
      coalesce(family.all_total, 0) AS derivatives
    FROM repo
    LEFT JOIN owner ON owner.id = repo.owner
    LEFT JOIN family ON family.model = repo.id
    WHERE repo.kind = 'model';

    CREATE VIEW derivative AS
    \(derivatives(of: "repo"))
    UNION ALL
    \(derivatives(of: "ghost"));

    CREATE VIEW dataset_reuse AS
    \(reuse(of: "repo"))
    UNION ALL
    \(reuse(of: "ghost"));

    CREATE VIEW license_step AS
    SELECT parent.name AS parent, child.name AS child, edge.relation,
      from_owner.name AS parent_owner, owner.name AS owner,
      nullif(parent.license, '') AS parent_license, parent.license_name AS parent_license_name,
      nullif(child.license, '') AS license, child.license_name,
      CASE
        WHEN coalesce(parent.license, '') = '' AND coalesce(child.license, '') = ''
          THEN 'neither states one'
        WHEN coalesce(parent.license, '') = '' THEN 'only the child states one'
        WHEN coalesce(child.license, '') = '' THEN 'only the parent states one'
        WHEN parent.license <> child.license THEN 'another'
        WHEN coalesce(parent.license_name, '') <> coalesce(child.license_name, '')
          THEN 'the same id, another name'
        ELSE 'the same'
      END AS step,
      child.downloads, substr(parent.created_at, 1, 10) AS parent_created_on,
      substr(child.created_at, 1, 10) AS created_on
    FROM edge
    JOIN repo AS parent ON parent.id = edge.parent
    JOIN repo AS child ON child.id = edge.child
    LEFT JOIN owner ON owner.id = child.owner
    LEFT JOIN owner AS from_owner ON from_owner.id = parent.owner
    WHERE edge.last_seen IS NULL AND edge.parent <> edge.child AND child.gone_since IS NULL;
    """

  /// How a model was made: the Hub's word, else its card's; what counts of derivatives go by.
  private static func relation(of repo: String) -> String {
    """
    (SELECT coalesce(edge.hub, edge.declared) FROM edge
      WHERE edge.child = \(repo).id AND edge.last_seen IS NULL
        AND coalesce(edge.hub, edge.declared) IS NOT NULL
      ORDER BY edge.position, coalesce(edge.hub, edge.declared) LIMIT 1)
    """
  }

  /// What is asked of a model most often.
  private static func facts(of repo: String) -> String {
    """
    nullif(\(repo).license, '') AS license, \(repo).license_name,
      nullif(\(repo).languages, '') AS languages, \(repo).library, \(repo).pipeline_tag AS task,
      \(repo).parameters, \(repo).downloads, \(repo).downloads_all_time, \(repo).likes,
      substr(\(repo).created_at, 1, 10) AS created_on,
      substr(\(repo).last_modified, 1, 10) AS changed_on,
      (SELECT substr(harvest.started_at, 1, 10) FROM harvest
        WHERE harvest.id = \(repo).first_seen) AS first_seen_on
    """
  }

  /// The models below those of a table, `repo` or `ghost`: of both at once, no index finds a name.
  private static func derivatives(of table: String) -> String {
    """
    SELECT above.name AS ancestor, below.name AS descendant,
      CASE WHEN lineage.distance = 1 THEN above.name ELSE (
        SELECT parent.name
        FROM edge
        JOIN repo AS parent ON parent.id = edge.parent
        WHERE edge.child = below.id AND edge.last_seen IS NULL
          AND EXISTS (
            SELECT 1 FROM lineage AS way
            WHERE way.ancestor = above.id AND way.descendant = edge.parent
              AND way.distance = lineage.distance - 1)
        ORDER BY edge.position, edge.parent LIMIT 1) END AS parent,
      lineage.distance, \(relation(of: "below")) AS relation, owner.name AS owner,
      \(facts(of: "below"))
    FROM \(table) AS above
    JOIN lineage ON lineage.ancestor = above.id
    JOIN repo AS below ON below.id = lineage.descendant
    LEFT JOIN owner ON owner.id = below.owner
    WHERE lower(above.kind) = 'model' AND below.gone_since IS NULL
    """
  }

  /// The models that use the datasets of a table, `repo` or `ghost`.
  ///
  /// SQLite would read all uses where it looks for one ghost: of those it has to begin with ghosts,
  /// of which there are fewer.
  private static func reuse(of table: String) -> String {
    // A join without a condition is written with a comma: not every reader takes `JOIN` without one.
    let join = table == "ghost" ? " CROSS JOIN" : ","
    return """
      SELECT used.name AS dataset, below.name AS model, dataset_user.publisher AS owner,
        CASE
          WHEN lower(substr(used.name, 1, length(dataset_user.publisher) + 1))
            = lower(dataset_user.publisher) || '/' THEN 0
          ELSE 1
        END AS is_external,
        dataset_user.is_inherited, dataset_user.sources AS said_by, dataset_user.relation,
        \(facts(of: "below"))
      FROM \(table) AS used\(join) dataset_user\(join) repo AS below
      WHERE lower(used.kind) = 'dataset' AND dataset_user.dataset = used.id
        AND below.id = dataset_user.model
      """
  }
}

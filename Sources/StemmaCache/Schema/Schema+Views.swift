extension Schema {
  /// Ways to read several tables as one.
  static let views = """
    CREATE VIEW finding AS
    SELECT 'harvest' AS stage, harvest, code, subject, detail FROM harvest_finding
    UNION ALL
    SELECT 'derive', harvest, code, subject, detail FROM derive_finding
    UNION ALL
    SELECT 'import', NULL, code, source || ', line ' || line, detail
    FROM import_finding
    JOIN import ON import.id = import_finding.import;

    -- Both halves of one type, or SQLite would make the whole of it before it looks a node up.
    CREATE VIEW node AS
    SELECT id, kind, name, CAST(NULL AS TEXT) AS reason FROM repo
    UNION ALL
    SELECT id, kind, name, reason FROM ghost;
    """
}

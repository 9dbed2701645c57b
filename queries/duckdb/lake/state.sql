-- The tables of a lake as they stood at a harvest, as views for the questions behind it.
--
-- Run in the folder that `stemma export lake` filled:
--   duckdb -cmd ".read state.sql" -f largest-families.sql
--   duckdb -cmd "SET VARIABLE day = '2026-09-01'" -cmd ".read state.sql" -f largest-families.sql
--   duckdb -cmd "SET VARIABLE harvest = 12" -cmd ".read state.sql" -f largest-families.sql
-- Of each key the newest row up to that harvest counts, unless it was removed. Other tables are read alike:
-- partition.json names their keys.
SET VARIABLE harvest = coalesce(
  getvariable('harvest'),
  (SELECT max(id)
    FROM read_parquet('harvest=*/harvest/*.parquet', hive_partitioning = true, union_by_name = true)
    WHERE id = harvest
      AND (getvariable('day') IS NULL
        OR started_at < ((getvariable('day')::DATE + 1)::VARCHAR || ' 00:00:00+00')::TIMESTAMPTZ)));

CREATE TEMP VIEW repo AS
FROM (
  FROM read_parquet('harvest=*/repo/*.parquet', hive_partitioning = true, union_by_name = true)
  WHERE harvest <= getvariable('harvest')
  QUALIFY row_number() OVER (PARTITION BY id ORDER BY harvest DESC) = 1)
WHERE NOT removed;

CREATE TEMP VIEW counter AS
FROM (
  FROM read_parquet('harvest=*/counter/*.parquet', hive_partitioning = true, union_by_name = true)
  WHERE harvest <= getvariable('harvest')
  QUALIFY row_number() OVER (PARTITION BY id ORDER BY harvest DESC) = 1)
WHERE NOT removed;

CREATE TEMP VIEW owner AS
FROM (
  FROM read_parquet('harvest=*/owner/*.parquet', hive_partitioning = true, union_by_name = true)
  WHERE harvest <= getvariable('harvest')
  QUALIFY row_number() OVER (PARTITION BY id ORDER BY harvest DESC) = 1)
WHERE NOT removed;

CREATE TEMP VIEW edge AS
FROM (
  FROM read_parquet('harvest=*/edge/*.parquet', hive_partitioning = true, union_by_name = true)
  WHERE harvest <= getvariable('harvest')
  QUALIFY row_number() OVER (PARTITION BY child, parent ORDER BY harvest DESC) = 1)
WHERE NOT removed;

CREATE TEMP VIEW model AS
SELECT repo.id, repo.name, owner.name AS owner, repo.license, repo.created_at, repo.gone_since,
  counter.downloads, counter.likes
FROM repo
LEFT JOIN owner ON owner.id = repo.owner
LEFT JOIN counter ON counter.id = repo.id
WHERE repo.kind = 'model';

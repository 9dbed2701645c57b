-- What each harvest of a lake added, changed and took away, table by table, up to the harvest asked about: see
-- state.sql.
SELECT harvest, 'edge' AS "table", count(*) FILTER (NOT removed) AS rows, count(*) FILTER (removed) AS removed
FROM read_parquet('harvest=*/edge/*.parquet', hive_partitioning = true, union_by_name = true)
WHERE harvest <= getvariable('harvest')
GROUP BY harvest
UNION ALL
SELECT harvest, 'repo', count(*) FILTER (NOT removed), count(*) FILTER (removed)
FROM read_parquet('harvest=*/repo/*.parquet', hive_partitioning = true, union_by_name = true)
WHERE harvest <= getvariable('harvest')
GROUP BY harvest
ORDER BY ALL;

-- How many models of others name a dataset in the first 30, 90 and 365 days after its release.
SELECT dataset, count(*) AS declared_by,
  count(*) FILTER (is_external) AS external,
  count(*) FILTER (is_external AND day < 30) AS external_30d,
  count(*) FILTER (is_external AND day < 90) AS external_90d,
  count(*) FILTER (is_external AND day < 365) AS external_365d
FROM (
  SELECT reuse.*, reuse.created_on - (repo.created_at AT TIME ZONE 'UTC')::DATE AS day
  FROM read_parquet('dataset_reuse/*.parquet') AS reuse
  LEFT JOIN read_parquet('repo/*.parquet') AS repo
    ON repo.kind = 'dataset' AND repo.name = reuse.dataset)
WHERE day IS NULL OR day >= 0
GROUP BY dataset
ORDER BY external DESC, dataset;

-- How each of the twenty largest families grew, month by month.
WITH largest AS (
  SELECT ancestor
  FROM read_parquet('derivative/*.parquet')
  GROUP BY ancestor
  ORDER BY count(*) DESC, ancestor
  LIMIT 20)
SELECT ancestor, date_trunc('month', created_on)::DATE AS month, count(*) AS models,
  sum(count(*)) OVER (PARTITION BY ancestor ORDER BY date_trunc('month', created_on))::BIGINT AS so_far
FROM read_parquet('derivative/*.parquet')
WHERE ancestor IN (FROM largest)
GROUP BY ancestor, date_trunc('month', created_on)
ORDER BY ancestor, month;

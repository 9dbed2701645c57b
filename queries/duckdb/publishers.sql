-- Who publishes the derivatives of each model, and how many.
SELECT ancestor, owner, count(*) AS models, min(created_on) AS first
FROM read_parquet('derivative/*.parquet')
GROUP BY ancestor, owner
ORDER BY ancestor, models DESC, owner;

-- The twenty models with the most descendants that the Hub lists, from the edges alone, with their
-- publishers: the numbers of `stemma derivatives`.
WITH RECURSIVE
  standing AS (
    SELECT child, parent
    FROM read_parquet('edge/*.parquet')
    WHERE last_seen IS NULL AND child <> parent),
  below (ancestor, descendant) AS (
    SELECT parent, child FROM standing
    UNION
    SELECT below.ancestor, standing.child
    FROM below
    JOIN standing ON standing.parent = below.descendant)
SELECT above.name AS model, count(*) AS derivatives, count(DISTINCT model.owner) AS publishers
FROM below
JOIN read_parquet('model/*.parquet') AS above ON above.id = below.ancestor
JOIN read_parquet('model/*.parquet') AS model ON model.id = below.descendant
WHERE below.descendant <> below.ancestor AND model.gone_on IS NULL
GROUP BY above.name
ORDER BY derivatives DESC, model
LIMIT 20;

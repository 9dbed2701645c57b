-- The twenty models with the most descendants that the Hub listed at a harvest, from the edges alone, with
-- their publishers: the numbers of `stemma derivatives` then. See state.sql.
WITH RECURSIVE
  standing AS (SELECT child, parent FROM edge WHERE last_seen IS NULL AND child <> parent),
  below (ancestor, descendant) AS (
    SELECT parent, child FROM standing
    UNION
    SELECT below.ancestor, standing.child
    FROM below
    JOIN standing ON standing.parent = below.descendant)
SELECT above.name AS model, count(*) AS derivatives, count(DISTINCT model.owner) AS publishers
FROM below
JOIN model AS above ON above.id = below.ancestor
JOIN model ON model.id = below.descendant
WHERE below.descendant <> below.ancestor AND model.gone_since IS NULL
GROUP BY above.name
ORDER BY derivatives DESC, model
LIMIT 20;

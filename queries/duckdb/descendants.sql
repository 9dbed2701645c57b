-- Every descendant of every model with its distance, from the edges alone.
--
-- Run in the folder that `stemma export parquet` wrote:
--   duckdb -c ".read descendants.sql"
-- The order of the search is that of distance, so that the first time a pair is met is its shortest way.
WITH RECURSIVE
  standing AS (
    SELECT child, parent
    FROM read_parquet('edge/*.parquet')
    WHERE last_seen IS NULL AND child <> parent),
  below (ancestor, descendant, distance) USING KEY (ancestor, descendant) AS (
    SELECT parent, child, 1 FROM standing
    UNION ALL
    SELECT below.ancestor, standing.child, min(below.distance) + 1
    FROM below
    JOIN standing ON standing.parent = below.descendant
    LEFT JOIN recurring.below AS known
      ON known.ancestor = below.ancestor AND known.descendant = standing.child
    WHERE standing.child <> below.ancestor AND known.ancestor IS NULL
    GROUP BY below.ancestor, standing.child)
SELECT ancestor, descendant, distance FROM below ORDER BY ancestor, distance, descendant;

-- The merges of most models
-- Models with several parents, by the number of parents. Reads every edge.
-- :count integer = 20
SELECT repo.name AS model, count(*) AS parents, owner.name AS publisher, repo.downloads
FROM edge
JOIN repo ON repo.id = edge.child
LEFT JOIN owner ON owner.id = repo.owner
WHERE edge.last_seen IS NULL AND edge.child <> edge.parent AND repo.gone_since IS NULL
GROUP BY edge.child
HAVING parents > 1
ORDER BY parents DESC, repo.name
LIMIT :count;

-- Models that name a new version
-- Successors by the cards' new_version. What names the model itself or its own base model is no
-- succession and is left out: see misused-successions.
SELECT repo.name AS model, node.name AS successor, node.reason AS ghost, repo.downloads
FROM mention
JOIN repo ON repo.id = mention.repo
JOIN node ON node.id = mention.node
WHERE mention.field = 'new_version' AND mention.misuse IS NULL
  AND mention.last_seen IS NULL AND repo.gone_since IS NULL
ORDER BY coalesce(repo.downloads, 0) DESC, repo.name, node.name;

-- Models whose new version is none
-- Cards whose new_version names the model itself or what it was made from, and which of the two.
SELECT repo.name AS model, node.name AS named, mention.misuse
FROM mention
JOIN repo ON repo.id = mention.repo
JOIN node ON node.id = mention.node
WHERE mention.field = 'new_version' AND mention.misuse IS NOT NULL
  AND mention.last_seen IS NULL AND repo.gone_since IS NULL
ORDER BY mention.misuse, repo.name, node.name;

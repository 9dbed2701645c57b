-- The papers that most models cite
-- arXiv numbers by the number of models whose page links to them. Reads every tag of every model.
-- :count integer = 20
SELECT substr(tag.value, 7) AS arxiv, count(*) AS models, count(DISTINCT repo.owner) AS publishers
FROM repo_tag
JOIN repo ON repo.id = repo_tag.repo AND repo.kind = 'model' AND repo.gone_since IS NULL
JOIN tag ON tag.id = repo_tag.tag
WHERE repo_tag.last_seen IS NULL
  AND +repo_tag.tag IN (SELECT id FROM tag WHERE value GLOB 'arxiv:*')
GROUP BY tag.id
ORDER BY models DESC, arxiv
LIMIT :count;

-- Who builds on the models of an owner
-- Other publishers by the number of models they made from any model of :owner, at any distance. A
-- model that descends from two of them counts once.
-- :owner text
-- :count integer = 20
WITH below (id) AS (
  SELECT DISTINCT lineage.descendant
  FROM owner
  CROSS JOIN repo ON repo.name >= owner.name || '/' AND repo.name < owner.name || '0'
  CROSS JOIN lineage ON lineage.ancestor = repo.id
  WHERE owner.name = :owner COLLATE NOCASE AND repo.owner = owner.id AND repo.kind = 'model'
)
SELECT owner.name AS publisher, count(*) AS models, sum(repo.downloads) AS downloads,
  min(repo.created_at) AS first
FROM below
CROSS JOIN repo ON repo.id = below.id
JOIN owner ON owner.id = repo.owner
WHERE repo.gone_since IS NULL AND owner.name <> :owner COLLATE NOCASE
GROUP BY owner.id
ORDER BY models DESC, publisher
LIMIT :count;

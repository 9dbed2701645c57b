-- Who publishes the derivatives of a model
-- Owners by the number of models they made from :model, at any distance.
-- :model text
SELECT owner.name AS publisher, count(*) AS models,
  sum(lineage.distance = 1) AS direct,
  min(repo.created_at) AS first
FROM repo AS root
JOIN lineage ON lineage.ancestor = root.id
JOIN repo ON repo.id = lineage.descendant
JOIN owner ON owner.id = repo.owner
WHERE root.kind = 'model' AND root.name = :model AND repo.gone_since IS NULL
GROUP BY owner.id
ORDER BY models DESC, publisher;

-- Missing models that most models name
-- Names of base models that the Hub does not list, with the reason and the number of models that
-- name them and that stand below.
-- :count integer = 20
SELECT ghost.name, ghost.reason, family.direct_total AS direct, family.all_total AS models_below
FROM ghost
JOIN family ON family.model = ghost.id
WHERE ghost.kind = 'model'
ORDER BY family.all_total DESC, ghost.name
LIMIT :count;

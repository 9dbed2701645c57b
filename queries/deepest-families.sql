-- The models with the longest chains below them
-- By the number of steps from the model down its longest chain of derivatives.
-- :count integer = 20
SELECT node.name AS model, family.depth, family.all_total AS models_below, family.publishers
FROM family
JOIN node ON node.id = family.model
ORDER BY family.depth DESC, family.all_total DESC, node.name
LIMIT :count;

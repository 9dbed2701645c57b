-- Where a derivative states another license than its parent
-- Edges between a model made from :model, or :model itself, and a child of it, where both state a
-- license and not the same one. Letter case does not count.
-- :model text
-- :count integer = 100
WITH root (id) AS (
  SELECT id FROM repo WHERE kind = 'model' AND name = :model COLLATE NOCASE
  UNION
  SELECT repo FROM alias WHERE kind = 'model' AND name = :model
  UNION
  SELECT id FROM ghost WHERE kind = 'model' AND name = :model
),
family (id) AS (
  SELECT id FROM root
  UNION
  SELECT lineage.descendant FROM root CROSS JOIN lineage ON lineage.ancestor = root.id
)
SELECT child.name AS child, child.license, child.license_name, child.license_link,
  parent.name AS parent, parent.license AS parent_license,
  parent.license_name AS parent_license_name, parent.license_link AS parent_license_link,
  edge.relation, child.downloads
FROM family
CROSS JOIN edge ON edge.parent = family.id AND edge.last_seen IS NULL
CROSS JOIN repo AS parent ON parent.id = edge.parent
CROSS JOIN repo AS child ON child.id = edge.child
WHERE child.gone_since IS NULL AND lower(child.license) <> lower(parent.license)
ORDER BY coalesce(child.downloads, 0) DESC, child.name, parent.name
LIMIT :count;

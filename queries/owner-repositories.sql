-- What an owner published
-- The models, datasets and Spaces of :owner, by downloads.
-- :owner text
-- :count integer = 100
SELECT repo.kind, repo.name, repo.license, repo.license_name, repo.license_link, repo.downloads,
  repo.likes, repo.created_at, family.direct_total AS derivatives
FROM owner
CROSS JOIN repo ON repo.name >= owner.name || '/' AND repo.name < owner.name || '0'
LEFT JOIN family ON family.model = repo.id
WHERE owner.name = :owner COLLATE NOCASE AND repo.owner = owner.id AND repo.gone_since IS NULL
ORDER BY coalesce(repo.downloads, 0) DESC, repo.kind, repo.name
LIMIT :count;

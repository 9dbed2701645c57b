-- The datasets that most models say they used
-- Names are joined over old names and letter case. What training tools write by themselves, such
-- as imagefolder or generator, is no dataset and left out.
-- :count integer = 20
SELECT node.name AS dataset, count(*) AS models, count(DISTINCT repo.owner) AS publishers,
  node.reason AS ghost
FROM dataset_use
JOIN node ON node.id = dataset_use.dataset
JOIN repo ON repo.id = dataset_use.repo
WHERE dataset_use.last_seen IS NULL AND repo.kind = 'model' AND repo.gone_since IS NULL
  AND lower(node.name) NOT IN (
    'arrow', 'audiofolder', 'cache', 'csv', 'custom', 'generator', 'hdf5', 'imagefolder',
    'json', 'lance', 'niftifolder', 'original', 'pandas', 'parquet', 'pdffolder', 'spark',
    'sql', 'text', 'updated', 'videofolder', 'webdataset', 'xml')
GROUP BY node.id
ORDER BY models DESC, dataset
LIMIT :count;

-- The datasets that most models say they used
-- Names are joined over old names and letter case. What training tools write by themselves, such
-- as imagefolder or generator, is no dataset and left out.
-- :count integer = 20
WITH used AS MATERIALIZED (
  SELECT dataset, models, rank() OVER (ORDER BY models DESC) AS place
  FROM (
    SELECT dataset_user.dataset, count(*) AS models
    FROM dataset_user
    GROUP BY dataset_user.dataset)
)
-- Publishers are counted of those alone that are shown.
SELECT node.name AS dataset, used.models,
  (SELECT count(DISTINCT repo.owner)
    FROM dataset_user
    CROSS JOIN repo ON repo.id = dataset_user.model
    WHERE dataset_user.dataset = used.dataset) AS publishers,
  node.reason AS ghost
FROM used
CROSS JOIN node ON node.id = used.dataset
-- More than are shown: some of the first are none.
WHERE used.place <= :count + 22
  AND lower(node.name) NOT IN (
    'arrow', 'audiofolder', 'cache', 'csv', 'custom', 'generator', 'hdf5', 'imagefolder',
    'json', 'lance', 'niftifolder', 'original', 'pandas', 'parquet', 'pdffolder', 'spark',
    'sql', 'text', 'updated', 'videofolder', 'webdataset', 'xml')
ORDER BY used.models DESC, dataset
LIMIT :count;

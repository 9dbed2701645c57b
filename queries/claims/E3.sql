-- claim: E3
-- title: Datasets for languages with few resources
-- study: cartography-2025
-- quote: Not verbatim: quotes on Thai (Typhoon) and African (Masakhane) datasets
-- speaker: SCB 10X, Masakhane
-- source: S1
-- version: talk of 2025-11-18
-- stage: pre-training
-- entity: Typhoon, Masakhane
-- test: yes
-- metric: of the two projects the smaller number of own datasets in Thai, or in African
--   languages, that outside models name
-- bound: at least one each
-- supported: >= 1
-- window: all time
-- bias: lower; tags are voluntary, and legacy names miss
-- cannot see: motives
-- needs: datasets
-- confounders: renames
WITH speech(project, languages) AS (
  VALUES ('typhoon', 'th tha'),
    ('masakhane',
      'af am ar bem bm ee ff fon ha ig kin ln lg luo luy mg mos ny om pcm rn rw sn so ss st sw swa'
      || ' ti tn ts tum tw twi ve wo xh yo zu hau ibo yor zul xho sna kir amh orm tir wol lug')
),
language AS (
  SELECT study_node.project, study_node.item, node, repo.languages
  FROM study_node
  JOIN repo ON repo.id = study_node.node
  JOIN speech ON speech.project = study_node.project
  WHERE study_node.study = :study AND study_node.kind = 'dataset'
    AND study_node.role NOT IN ('other', 'copy') AND repo.created_at <= :as_of
    AND EXISTS (
      SELECT 1 FROM json_each('["' || replace(coalesce(repo.languages, ''), ',', '","') || '"]')
      WHERE instr(' ' || speech.languages || ' ', ' ' || trim(json_each.value) || ' ') > 0)
  GROUP BY study_node.project, study_node.item
),
used AS (
  SELECT language.project, language.item, language.languages,
    (SELECT count(DISTINCT study_use.repo) FROM study_use
      JOIN repo ON repo.id = study_use.repo
      WHERE study_use.study = :study AND study_use.project = language.project
        AND study_use.item = language.item AND repo.created_at <= :as_of) AS users
  FROM language
),
project AS (
  SELECT speech.project, total(used.users > 0) AS sets
  FROM speech LEFT JOIN used ON used.project = speech.project
  GROUP BY speech.project
)
SELECT
  CASE WHEN EXISTS (SELECT 1 FROM language) THEN (SELECT min(sets) FROM project) END AS value,
  CASE WHEN NOT EXISTS (SELECT 1 FROM language)
    THEN 'undetermined: no dataset of Typhoon or Masakhane states its language' END AS hint,
  used.project, used.item AS dataset, used.languages, used.users
FROM (SELECT 1)
LEFT JOIN used
ORDER BY used.project, used.users DESC, used.item;

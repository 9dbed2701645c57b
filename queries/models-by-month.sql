-- How the Hub grew
-- Models by the month of their creation. The Hub gives 2022-03 to all that are older. Reads every
-- repository.
SELECT substr(created_at, 1, 7) AS month, count(*) AS models, count(DISTINCT owner) AS publishers
FROM repo
WHERE kind = 'model' AND gone_since IS NULL
GROUP BY month
ORDER BY month;

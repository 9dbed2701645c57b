-- From which license to which derivatives go, and how often.
SELECT parent_license, license, step, count(*) AS edges, count(DISTINCT owner) AS owners
FROM read_parquet('license_step/*.parquet')
GROUP BY ALL
ORDER BY edges DESC, parent_license, license, step;

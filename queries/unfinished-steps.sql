-- What a harvest did not finish
-- Steps of the latest harvest that are not done, with the reason.
SELECT purpose, kind, subject, state, reason, page_count AS pages, row_count AS records
FROM step
WHERE harvest = (SELECT max(id) FROM harvest) AND state NOT IN ('done', 'missing')
ORDER BY id;

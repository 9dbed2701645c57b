-- What was odd
-- Findings of every harvest by their code, with one example each.
SELECT harvest, stage, code, count(*) AS times, min(subject) AS subject, min(detail) AS example
FROM finding
GROUP BY harvest, stage, code
ORDER BY harvest DESC, times DESC, code;

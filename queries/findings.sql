-- What was odd
-- Findings of every harvest by their code, with one example each: a finding and its own subject. What
-- is long, such as an address, is cut; the view finding has the whole.
SELECT harvest, stage, code, times,
  substr(subject, 1, 100) || iif(length(subject) > 100, '…', '') AS subject,
  substr(detail, 1, 200) || iif(length(detail) > 200, '…', '') AS example
FROM (
  SELECT harvest, stage, code, subject, detail,
    count(*) OVER (PARTITION BY harvest, stage, code) AS times,
    row_number() OVER (
      PARTITION BY harvest, stage, code ORDER BY detail, subject IS NULL, subject) AS place
  FROM finding)
WHERE place = 1
ORDER BY harvest DESC, times DESC, code;

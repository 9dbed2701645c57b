-- What was odd
-- Findings of every harvest by their code, with one example each: a finding and its own subject.
SELECT harvest, stage, code, times, subject, detail AS example
FROM (
  SELECT harvest, stage, code, subject, detail,
    count(*) OVER (PARTITION BY harvest, stage, code) AS times,
    row_number() OVER (
      PARTITION BY harvest, stage, code ORDER BY detail, subject IS NULL, subject) AS place
  FROM finding)
WHERE place = 1
ORDER BY harvest DESC, times DESC, code;

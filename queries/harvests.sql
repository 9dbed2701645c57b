-- Every harvest, and what it cost
-- Requests, records, changes and unfinished steps of each harvest, the latest first.
SELECT harvest.id AS harvest, harvest.plan, harvest.outcome, harvest.started_at,
  harvest.finished_at, harvest.api_requests + harvest.resolver_requests + harvest.page_requests
  AS requests, harvest.row_count AS records, harvest.change_count AS changes,
  round(harvest.seconds, 1) AS seconds,
  (SELECT count(*) FROM step WHERE step.harvest = harvest.id AND step.state <> 'done'
    AND step.state <> 'missing') AS unfinished_steps
FROM harvest
ORDER BY harvest.id DESC;

-- parameters: none
-- columns: archived
SELECT count(*) AS archived
FROM billhook.organization_summary s
WHERE s.archived

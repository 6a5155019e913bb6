-- parameters: none
-- columns: shown (not archived), archived
SELECT count(*) FILTER (WHERE NOT s.archived) AS shown, count(*) FILTER (WHERE s.archived) AS archived
FROM billhook.organization_summary s

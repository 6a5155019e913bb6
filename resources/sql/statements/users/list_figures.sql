-- How many users there are in each state, and how many signed up on each of the last seven days of the reporting zone.
-- parameters: none
-- columns: kind (active, inactive, invited; signup; before: the seven days before those), day (of a signup), count
WITH zone AS (
    SELECT i.zone, CAST(now() AT TIME ZONE i.zone AS date) AS today FROM billhook.installation i
), counted AS (
    SELECT c.kind, c.slot, c.count FROM billhook.user_count c
    UNION ALL
    SELECT d.kind, d.slot, d.count FROM billhook.user_count_delta d
), signup AS (
    SELECT z.today - CAST(c.slot AT TIME ZONE z.zone AS date) AS ago, c.count
      FROM counted c CROSS JOIN zone z WHERE c.kind = 'signup'
)
SELECT c.kind, NULL::date AS day, sum(c.count)::bigint AS count FROM counted c WHERE c.kind <> 'signup' GROUP BY c.kind
UNION ALL
(SELECT 'signup', z.today - d.ago, (SELECT coalesce(sum(s.count), 0)::bigint FROM signup s WHERE s.ago = d.ago)
   FROM zone z CROSS JOIN generate_series(6, 0, -1) AS d (ago) ORDER BY 2)
UNION ALL
SELECT 'before', NULL, coalesce(sum(s.count), 0)::bigint FROM signup s WHERE s.ago BETWEEN 7 AND 13

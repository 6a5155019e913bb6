-- Changes what days, months and recurring revenue are made with, and tells who did it; what depends on zone and profile has to be
-- rebuilt in the same transaction.
-- parameters: $1 zone, $2 currency, $3 profile, each text, '' to leave it; $4 text, who
-- columns: none
WITH before AS (
    SELECT zone, currency, profile FROM billhook.installation
), changed AS (
    UPDATE billhook.installation AS i
       SET zone = coalesce(nullif($1::text, ''), i.zone),
           currency = coalesce(nullif($2::text, ''), i.currency),
           profile = coalesce(nullif($3::text, ''), i.profile),
           adopted_at = coalesce(i.adopted_at, now())
 RETURNING i.zone, i.currency, i.profile
)
INSERT INTO billhook.audit_log (actor, action, subject, before, after)
SELECT $4::text, 'installation_set', 'installation', to_jsonb(before), to_jsonb(changed)
  FROM before
 CROSS JOIN changed

-- Of what is known about one second of one object, one row holds at a time.
-- parameters: none
-- columns: one sentence a difference
WITH revisions AS (
    SELECT r.subscription_id, r.eff, r.known_from, r.known_to,
           lead(r.known_from) OVER (PARTITION BY r.subscription_id, r.eff ORDER BY r.known_from, r.id) AS next_from
      FROM billhook.subscription_revision r
), movements AS (
    SELECT m.customer_id, m.currency, m.eff, m.known_from, m.known_to,
           lead(m.known_from) OVER (PARTITION BY m.customer_id, m.currency, m.eff ORDER BY m.known_from, m.id) AS next_from
      FROM billhook.mrr_movement m
)
SELECT * FROM (
    SELECT format('revision of %s at %s, known from %s, overlaps another or ends before it began', r.subscription_id, r.eff,
                  r.known_from) AS difference
      FROM revisions r
     WHERE r.known_to <= r.known_from OR r.next_from < coalesce(r.known_to, 'infinity')
    UNION ALL
    SELECT format('movement of %s in %s at %s, known from %s, overlaps another or ends before it began', m.customer_id,
                  m.currency, m.eff, m.known_from)
      FROM movements m
     WHERE m.known_to <= m.known_from OR m.next_from < coalesce(m.known_to, 'infinity')) found
 ORDER BY 1
 LIMIT 50

-- Every stored event that has been projected or could have been, in the order in which it was learned. Of one id that came
-- with two times the first counts, as it did for the queue.
-- parameters: none
-- columns: id, created, type, known, bytes (of its payload)
SELECT one.id, one.created::text, one.type, one.known::text, one.bytes
  FROM (SELECT DISTINCT ON (e.id) e.id, e.created, e.type, coalesce(f.known_at, e.received_at) AS known,
               octet_length(e.payload) AS bytes
          FROM billhook.stripe_event e
          LEFT JOIN (SELECT o.event_id, min(o.known_at) AS known_at
                       FROM billhook.object_fact o
                      WHERE o.fact_kind <> 8
                      GROUP BY o.event_id) f ON f.event_id = e.id
         WHERE NOT EXISTS (SELECT FROM billhook.event_queue q WHERE q.event_id = e.id)
           AND NOT EXISTS (SELECT FROM billhook.event_quarantine q WHERE q.event_id = e.id)
         ORDER BY e.id, e.received_at) one
 ORDER BY one.known, one.id

-- parameters: $1 text[] ids, $2 text[] their times of creation
-- columns: id, payload
SELECT given.id, e.payload
  FROM unnest($1::text[], $2::text[]) AS given (id, created)
 CROSS JOIN LATERAL (SELECT s.payload FROM billhook.stripe_event s
                      WHERE s.id = given.id AND s.created = given.created::timestamptz OFFSET 0) e

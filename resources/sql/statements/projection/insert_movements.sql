-- parameters: $1 customer_id text[], $2 currency text[], $3 eff bigint[] (UTC seconds), $4 kind text[], $5 amount bigint[],
--             $6 event_id text[], $7 known_from text
-- columns: none
INSERT INTO billhook.mrr_movement (customer_id, currency, eff, kind, amount, event_id, known_from)
SELECT row.customer_id, row.currency, to_timestamp(row.eff), row.kind, row.amount, row.event_id, $7::timestamptz
  FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::bigint[], $6::text[])
       AS row (customer_id, currency, eff, kind, amount, event_id)

-- parameters: $1 object_id text[], $2 event_id text[], $3 object_kind bigint[], $4 customer_id text[], $5 fact_kind bigint[],
--             $6 event_type text[], $7 phase bigint[], $8 at bigint[], $9 at_high bigint[], $10 request_id text[],
--             $11 post text[], $12 pre text[], $13 listed text[] (comma-separated), $14 discounting text[],
--             $15 known_at text
-- columns: none
INSERT INTO billhook.object_fact (object_id, event_id, object_kind, customer_id, fact_kind, event_type, phase, at, at_high,
    request_id, post, pre, listed, discounting, known_at)
SELECT row.object_id, row.event_id, row.object_kind, row.customer_id, row.fact_kind, row.event_type, row.phase, row.at,
       row.at_high, row.request_id, row.post, row.pre, string_to_array(row.listed, ','), row.discounting::boolean,
       $15::timestamptz
  FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::bigint[], $6::text[], $7::bigint[], $8::bigint[],
              $9::bigint[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[])
       AS row (object_id, event_id, object_kind, customer_id, fact_kind, event_type, phase, at, at_high, request_id, post,
               pre, listed, discounting)
    ON CONFLICT (object_id, object_kind, event_id) DO NOTHING

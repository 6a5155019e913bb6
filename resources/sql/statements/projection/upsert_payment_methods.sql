-- Writes mirror rows of payment_methods; a row that is there keeps its mark of incompleteness.
-- parameters: $1 id text[], $2 customer_id text[], $3 type text[], $4 brand text[], $5 last4 text[], $6 exp_month text[],
--             $7 exp_year text[], $8 deleted text[], $9 stub text[], $10 quality text[], $11 event_id text[], $12 eff bigint[]
-- columns: none
INSERT INTO billhook.payment_methods AS m (id, customer_id, type, brand, last4, exp_month, exp_year, deleted, stub,
    quality, event_id, eff, incomplete)
SELECT row.id, row.customer_id, row.type, row.brand, row.last4, row.exp_month::bigint, row.exp_year::bigint,
       row.deleted::boolean, row.stub::boolean, row.quality, row.event_id, to_timestamp(row.eff),
       'payment_method:' || row.id = ANY (ARRAY(SELECT unnest(q.object_ids) FROM billhook.event_quarantine q))
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
              $9::text[], $10::text[], $11::text[], $12::bigint[])
       AS row (id, customer_id, type, brand, last4, exp_month, exp_year, deleted, stub, quality, event_id, eff)
    ON CONFLICT (id) DO UPDATE SET customer_id = excluded.customer_id, type = excluded.type, brand = excluded.brand,
    last4 = excluded.last4, exp_month = excluded.exp_month, exp_year = excluded.exp_year, deleted = excluded.deleted,
    stub = excluded.stub, quality = excluded.quality, event_id = excluded.event_id, eff = excluded.eff

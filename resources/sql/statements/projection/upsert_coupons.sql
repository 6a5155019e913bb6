-- Writes mirror rows of coupons; a row that is there keeps its mark of incompleteness.
-- parameters: $1 id text[], $2 name text[], $3 percent_off text[], $4 amount_off text[], $5 currency text[],
--             $6 duration text[], $7 duration_in_months text[], $8 valid text[], $9 deleted text[], $10 stub text[],
--             $11 quality text[], $12 event_id text[], $13 eff bigint[]
-- columns: none
INSERT INTO billhook.coupons AS m (id, name, percent_off, amount_off, currency, duration, duration_in_months, valid,
    deleted, stub, quality, event_id, eff, incomplete)
SELECT row.id, row.name, row.percent_off, row.amount_off::bigint, row.currency, row.duration,
       row.duration_in_months::bigint, row.valid::boolean, row.deleted::boolean, row.stub::boolean, row.quality,
       row.event_id, to_timestamp(row.eff),
       'coupon:' || row.id = ANY (ARRAY(SELECT unnest(q.object_ids) FROM billhook.event_quarantine q))
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
              $9::text[], $10::text[], $11::text[], $12::text[], $13::bigint[])
       AS row (id, name, percent_off, amount_off, currency, duration, duration_in_months, valid, deleted, stub,
              quality, event_id, eff)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, percent_off = excluded.percent_off,
    amount_off = excluded.amount_off, currency = excluded.currency, duration = excluded.duration,
    duration_in_months = excluded.duration_in_months, valid = excluded.valid, deleted = excluded.deleted,
    stub = excluded.stub, quality = excluded.quality, event_id = excluded.event_id, eff = excluded.eff

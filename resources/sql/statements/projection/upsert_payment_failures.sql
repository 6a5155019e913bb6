-- Writes mirror rows of payment_failures; a row that is there keeps its mark of incompleteness.
-- parameters: $1 id text[], $2 customer_id text[], $3 invoice_id text[], $4 amount text[], $5 currency text[], $6 code text[],
--             $7 decline_code text[], $8 created text[], $9 deleted text[], $10 stub text[], $11 quality text[],
--             $12 event_id text[], $13 eff bigint[]
-- columns: none
INSERT INTO billhook.payment_failures AS m (id, customer_id, invoice_id, amount, currency, code, decline_code,
    created, deleted, stub, quality, event_id, eff, incomplete)
SELECT row.id, row.customer_id, row.invoice_id, row.amount::bigint, row.currency, row.code, row.decline_code,
       to_timestamp(row.created::bigint), row.deleted::boolean, row.stub::boolean, row.quality, row.event_id,
       to_timestamp(row.eff), 'payment_failure:' || row.id = ANY (ARRAY(SELECT unnest(q.object_ids) FROM billhook.event_quarantine q))
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
              $9::text[], $10::text[], $11::text[], $12::text[], $13::bigint[])
       AS row (id, customer_id, invoice_id, amount, currency, code, decline_code, created, deleted, stub, quality,
              event_id, eff)
    ON CONFLICT (id) DO UPDATE SET customer_id = excluded.customer_id, invoice_id = excluded.invoice_id,
    amount = excluded.amount, currency = excluded.currency, code = excluded.code,
    decline_code = excluded.decline_code, created = excluded.created, deleted = excluded.deleted,
    stub = excluded.stub, quality = excluded.quality, event_id = excluded.event_id, eff = excluded.eff

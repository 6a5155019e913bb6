-- Writes mirror rows of customers; a row that is there keeps its mark of incompleteness.
-- parameters: $1 id text[], $2 name text[], $3 email text[], $4 currency text[], $5 country text[], $6 created text[],
--             $7 delinquent text[], $8 default_payment_method text[], $9 discount text[], $10 metadata text[],
--             $11 deleted text[], $12 stub text[], $13 quality text[], $14 event_id text[], $15 eff bigint[]
-- columns: none
INSERT INTO billhook.customers AS m (id, name, email, currency, country, created, delinquent, default_payment_method,
    discount, metadata, organization_id, deleted, stub, quality, event_id, eff, incomplete)
SELECT row.id, row.name, row.email, row.currency, row.country, to_timestamp(row.created::bigint),
       row.delinquent::boolean, row.default_payment_method, row.discount, row.metadata,
       billhook.organization_of(row.id, row.metadata),
       row.deleted::boolean, row.stub::boolean, row.quality, row.event_id, to_timestamp(row.eff),
       'customer:' || row.id = ANY (ARRAY(SELECT unnest(q.object_ids) FROM billhook.event_quarantine q))
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
              $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::bigint[])
       AS row (id, name, email, currency, country, created, delinquent, default_payment_method, discount, metadata,
              deleted, stub, quality, event_id, eff)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email, currency = excluded.currency,
    country = excluded.country, created = excluded.created, delinquent = excluded.delinquent,
    default_payment_method = excluded.default_payment_method, discount = excluded.discount,
    metadata = excluded.metadata, organization_id = excluded.organization_id, deleted = excluded.deleted,
    stub = excluded.stub, quality = excluded.quality, event_id = excluded.event_id, eff = excluded.eff

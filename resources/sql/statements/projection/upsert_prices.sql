-- Writes mirror rows of prices; a row that is there keeps its mark of incompleteness.
-- parameters: $1 id text[], $2 product_id text[], $3 active text[], $4 currency text[], $5 unit_amount text[],
--             $6 recurring_interval text[], $7 interval_count text[], $8 usage_type text[], $9 tiers_mode text[],
--             $10 tiers text[], $11 transform_quantity text[], $12 nickname text[], $13 lookup_key text[],
--             $14 metadata text[], $15 deleted text[], $16 stub text[], $17 quality text[], $18 event_id text[],
--             $19 eff bigint[]
-- columns: none
INSERT INTO billhook.prices AS m (id, product_id, active, currency, unit_amount, recurring_interval, interval_count,
    usage_type, tiers_mode, tiers, transform_quantity, nickname, lookup_key, metadata, deleted, stub, quality,
    event_id, eff, incomplete)
SELECT row.id, row.product_id, row.active::boolean, row.currency, row.unit_amount, row.recurring_interval,
       row.interval_count::bigint, row.usage_type, row.tiers_mode, row.tiers, row.transform_quantity, row.nickname,
       row.lookup_key, row.metadata, row.deleted::boolean, row.stub::boolean, row.quality, row.event_id,
       to_timestamp(row.eff), 'price:' || row.id = ANY (ARRAY(SELECT unnest(q.object_ids) FROM billhook.event_quarantine q))
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
              $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[],
              $17::text[], $18::text[], $19::bigint[])
       AS row (id, product_id, active, currency, unit_amount, recurring_interval, interval_count, usage_type,
              tiers_mode, tiers, transform_quantity, nickname, lookup_key, metadata, deleted, stub, quality, event_id,
              eff)
    ON CONFLICT (id) DO UPDATE SET product_id = excluded.product_id, active = excluded.active,
    currency = excluded.currency, unit_amount = excluded.unit_amount,
    recurring_interval = excluded.recurring_interval, interval_count = excluded.interval_count,
    usage_type = excluded.usage_type, tiers_mode = excluded.tiers_mode, tiers = excluded.tiers,
    transform_quantity = excluded.transform_quantity, nickname = excluded.nickname, lookup_key = excluded.lookup_key,
    metadata = excluded.metadata, deleted = excluded.deleted, stub = excluded.stub, quality = excluded.quality,
    event_id = excluded.event_id, eff = excluded.eff

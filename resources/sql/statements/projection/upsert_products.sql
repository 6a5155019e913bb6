-- Writes mirror rows of products; a row that is there keeps its mark of incompleteness.
-- parameters: $1 id text[], $2 name text[], $3 active text[], $4 description text[], $5 metadata text[], $6 default_price text[],
--             $7 deleted text[], $8 stub text[], $9 quality text[], $10 event_id text[], $11 eff bigint[]
-- columns: none
INSERT INTO billhook.products AS m (id, name, active, description, metadata, default_price, deleted, stub, quality,
    event_id, eff, incomplete)
SELECT row.id, row.name, row.active::boolean, row.description, row.metadata, row.default_price, row.deleted::boolean,
       row.stub::boolean, row.quality, row.event_id, to_timestamp(row.eff),
       'product:' || row.id = ANY (ARRAY(SELECT unnest(q.object_ids) FROM billhook.event_quarantine q))
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
              $9::text[], $10::text[], $11::bigint[])
       AS row (id, name, active, description, metadata, default_price, deleted, stub, quality, event_id, eff)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, active = excluded.active, description = excluded.description,
    metadata = excluded.metadata, default_price = excluded.default_price, deleted = excluded.deleted,
    stub = excluded.stub, quality = excluded.quality, event_id = excluded.event_id, eff = excluded.eff

-- parameters: $1 subscription_id text[], $2 customer_id text[], $3 eff bigint[] (UTC seconds), $4 status text[],
--             $5 currency text[], $6 annual bigint[], $7 trial bigint[], $8 committed bigint[], $9 amount_known boolean[],
--             $10 items text[], $11 discounts text[], $12 quality text[], $13 event_id text[], $14 gap boolean[], $15 known_from text
-- columns: none
INSERT INTO billhook.subscription_revision (subscription_id, customer_id, eff, status, currency, annual_amount,
    trial_annual_amount, committed_annual_amount, amount_known, items, discounts, quality, event_id, gap, known_from)
SELECT row.subscription_id, row.customer_id, to_timestamp(row.eff), row.status, row.currency, row.annual, row.trial,
       row.committed, row.amount_known, row.items, row.discounts, row.quality, row.event_id, row.gap, $15::timestamptz
  FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[],
              $9::boolean[], $10::text[], $11::text[], $12::text[], $13::text[], $14::boolean[])
       AS row (subscription_id, customer_id, eff, status, currency, annual, trial, committed, amount_known, items, discounts,
               quality, event_id, gap)

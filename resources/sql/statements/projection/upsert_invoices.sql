-- Writes mirror rows of invoices; a row that is there keeps its mark of incompleteness.
-- parameters: $1 id text[], $2 number text[], $3 customer_id text[], $4 subscription_id text[], $5 status text[],
--             $6 currency text[], $7 amount_due text[], $8 amount_paid text[], $9 amount_remaining text[], $10 total text[],
--             $11 subtotal text[], $12 attempt_count text[], $13 attempted text[], $14 payment_failed text[],
--             $15 next_payment_attempt text[], $16 billing_reason text[], $17 collection_method text[], $18 created text[],
--             $19 due_date text[], $20 period_start text[], $21 period_end text[], $22 payment_intent_id text[],
--             $23 deleted text[], $24 stub text[], $25 quality text[], $26 event_id text[], $27 eff bigint[]
-- columns: none
INSERT INTO billhook.invoices AS m (id, number, customer_id, subscription_id, status, currency, amount_due,
    amount_paid, amount_remaining, total, subtotal, attempt_count, attempted, payment_failed, next_payment_attempt,
    billing_reason, collection_method, created, due_date, period_start, period_end, payment_intent_id, deleted, stub,
    quality, event_id, eff, incomplete)
SELECT row.id, row.number, row.customer_id, row.subscription_id, row.status, row.currency, row.amount_due::bigint,
       row.amount_paid::bigint, row.amount_remaining::bigint, row.total::bigint, row.subtotal::bigint,
       row.attempt_count::bigint, row.attempted::boolean, row.payment_failed::boolean,
       to_timestamp(row.next_payment_attempt::bigint), row.billing_reason, row.collection_method,
       to_timestamp(row.created::bigint), to_timestamp(row.due_date::bigint), to_timestamp(row.period_start::bigint),
       to_timestamp(row.period_end::bigint), row.payment_intent_id, row.deleted::boolean, row.stub::boolean,
       row.quality, row.event_id, to_timestamp(row.eff),
       'invoice:' || row.id = ANY (ARRAY(SELECT unnest(q.object_ids) FROM billhook.event_quarantine q))
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
              $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[],
              $17::text[], $18::text[], $19::text[], $20::text[], $21::text[], $22::text[], $23::text[], $24::text[],
              $25::text[], $26::text[], $27::bigint[])
       AS row (id, number, customer_id, subscription_id, status, currency, amount_due, amount_paid, amount_remaining,
              total, subtotal, attempt_count, attempted, payment_failed, next_payment_attempt, billing_reason,
              collection_method, created, due_date, period_start, period_end, payment_intent_id, deleted, stub,
              quality, event_id, eff)
    ON CONFLICT (id) DO UPDATE SET number = excluded.number, customer_id = excluded.customer_id,
    subscription_id = excluded.subscription_id, status = excluded.status, currency = excluded.currency,
    amount_due = excluded.amount_due, amount_paid = excluded.amount_paid,
    amount_remaining = excluded.amount_remaining, total = excluded.total, subtotal = excluded.subtotal,
    attempt_count = excluded.attempt_count, attempted = excluded.attempted, payment_failed = excluded.payment_failed,
    next_payment_attempt = excluded.next_payment_attempt, billing_reason = excluded.billing_reason,
    collection_method = excluded.collection_method, created = excluded.created, due_date = excluded.due_date,
    period_start = excluded.period_start, period_end = excluded.period_end,
    payment_intent_id = coalesce(excluded.payment_intent_id, m.payment_intent_id), deleted = excluded.deleted,
    stub = excluded.stub, quality = excluded.quality, event_id = excluded.event_id, eff = excluded.eff

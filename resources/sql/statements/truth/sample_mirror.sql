-- Mirror rows with what decided them, in an order without meaning that is the same every time.
-- parameters: $1 bigint, how many at most
-- columns: kind (domain::ObjectKind), id, event_id, eff (UTC seconds), quality
SELECT rows.kind, rows.id, rows.event_id, rows.eff, rows.quality
  FROM (
    SELECT 1 AS kind, m.id, m.event_id, extract(epoch FROM m.eff)::bigint AS eff, m.quality FROM billhook.customers m WHERE NOT m.stub
    UNION ALL
    SELECT 2 AS kind, m.id, m.event_id, extract(epoch FROM m.eff)::bigint AS eff, m.quality FROM billhook.subscriptions m WHERE NOT m.stub
    UNION ALL
    SELECT 3 AS kind, m.id, m.event_id, extract(epoch FROM m.eff)::bigint AS eff, m.quality FROM billhook.invoices m WHERE NOT m.stub
    UNION ALL
    SELECT 4 AS kind, m.id, m.event_id, extract(epoch FROM m.eff)::bigint AS eff, m.quality FROM billhook.payment_methods m WHERE NOT m.stub
    UNION ALL
    SELECT 5 AS kind, m.id, m.event_id, extract(epoch FROM m.eff)::bigint AS eff, m.quality FROM billhook.products m WHERE NOT m.stub
    UNION ALL
    SELECT 6 AS kind, m.id, m.event_id, extract(epoch FROM m.eff)::bigint AS eff, m.quality FROM billhook.prices m WHERE NOT m.stub
    UNION ALL
    SELECT 7 AS kind, m.id, m.event_id, extract(epoch FROM m.eff)::bigint AS eff, m.quality FROM billhook.coupons m WHERE NOT m.stub
    UNION ALL
    SELECT 8 AS kind, m.id, m.event_id, extract(epoch FROM m.eff)::bigint AS eff, m.quality FROM billhook.discounts m WHERE NOT m.stub
    UNION ALL
    SELECT 9 AS kind, m.id, m.event_id, extract(epoch FROM m.eff)::bigint AS eff, m.quality FROM billhook.payment_failures m WHERE NOT m.stub) rows
 ORDER BY hashtext(rows.id), rows.id, rows.kind
 LIMIT $1::bigint

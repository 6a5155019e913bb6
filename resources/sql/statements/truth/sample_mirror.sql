-- Mirror rows with what decided them, in an order without meaning that is the same every time.
-- parameters: $1 bigint, how many at most
-- columns: id, event_id, eff (UTC seconds), quality
SELECT rows.id, rows.event_id, rows.eff, rows.quality
  FROM (
    SELECT m.id, m.event_id, extract(epoch FROM m.eff)::bigint AS eff, m.quality FROM billhook.customers m WHERE NOT m.stub
    UNION ALL
    SELECT m.id, m.event_id, extract(epoch FROM m.eff)::bigint AS eff, m.quality FROM billhook.subscriptions m WHERE NOT m.stub
    UNION ALL
    SELECT m.id, m.event_id, extract(epoch FROM m.eff)::bigint AS eff, m.quality FROM billhook.invoices m WHERE NOT m.stub
    UNION ALL
    SELECT m.id, m.event_id, extract(epoch FROM m.eff)::bigint AS eff, m.quality FROM billhook.payment_methods m WHERE NOT m.stub
    UNION ALL
    SELECT m.id, m.event_id, extract(epoch FROM m.eff)::bigint AS eff, m.quality FROM billhook.products m WHERE NOT m.stub
    UNION ALL
    SELECT m.id, m.event_id, extract(epoch FROM m.eff)::bigint AS eff, m.quality FROM billhook.prices m WHERE NOT m.stub
    UNION ALL
    SELECT m.id, m.event_id, extract(epoch FROM m.eff)::bigint AS eff, m.quality FROM billhook.coupons m WHERE NOT m.stub
    UNION ALL
    SELECT m.id, m.event_id, extract(epoch FROM m.eff)::bigint AS eff, m.quality FROM billhook.discounts m WHERE NOT m.stub
    UNION ALL
    SELECT m.id, m.event_id, extract(epoch FROM m.eff)::bigint AS eff, m.quality FROM billhook.payment_failures m WHERE NOT m.stub) rows
 ORDER BY hashtext(rows.id), rows.id
 LIMIT $1::bigint

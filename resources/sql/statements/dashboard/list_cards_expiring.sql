-- Live subscriptions whose card's last good day lies before :until and before their next invoice: first those that are
-- still good on :today, then those that have run out.
-- parameters: :today, :until (dates), :limit
-- columns: subscription_id, customer_id, organization_id, name, brand, last4, currency, annual, good_until, renews_at
WITH still_good AS (
    SELECT false AS run_out, d.* FROM billhook.card_due d
    WHERE d.good_until >= CAST(:today AS date) AND d.good_until < CAST(:until AS date)
    ORDER BY d.good_until, d.renews_at, d.subscription_id
    LIMIT CAST(:limit AS integer)
), run_out AS (
    SELECT true AS run_out, d.* FROM billhook.card_due d
    WHERE d.good_until < CAST(:today AS date)
    ORDER BY d.good_until, d.renews_at, d.subscription_id
    LIMIT CAST(:limit AS integer)
)
SELECT d.subscription_id, d.customer_id, c.organization_id,
       coalesce(o.name, c.name, c.email, d.customer_id) AS name,
       coalesce(p.brand, '') AS brand, coalesce(p.last4, '') AS last4, d.currency,
       d.annual_amount AS annual, d.good_until, d.renews_at
FROM (SELECT * FROM still_good
      UNION ALL
      SELECT * FROM run_out
      ORDER BY run_out, good_until, renews_at, subscription_id
      LIMIT CAST(:limit AS integer)) d
JOIN billhook.payment_methods p ON p.id = d.payment_method_id
JOIN billhook.customers c ON c.id = d.customer_id
LEFT JOIN billhook.organizations o ON o.id = c.organization_id
ORDER BY d.run_out, d.good_until, d.renews_at, d.subscription_id

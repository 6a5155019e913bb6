-- Subscriptions whose amount, or what whose status counts for, is not known: figures keep what was known last.
-- parameters: :limit, of each
-- columns: subscription_id, name, warning (amount_unknown, status_unknown), detail (what it waits for, as kind and id; the status),
--          currency, annual, total (of that warning)
SELECT u.object_id AS subscription_id, coalesce(o.name, c.name, c.email, u.customer_id, u.object_id) AS name, u.warning, u.detail,
       coalesce(s.currency, '') AS currency, coalesce(s.annual_amount, 0) AS annual, u.total
  FROM (SELECT w.object_id, w.customer_id, w.warning, w.detail, count(*) OVER (PARTITION BY w.warning) AS total,
               row_number() OVER (PARTITION BY w.warning ORDER BY w.known_at DESC, w.object_id) AS place
          FROM billhook.object_warning w
         WHERE w.warning IN ('amount_unknown', 'status_unknown')) u
  LEFT JOIN billhook.subscriptions s ON s.id = u.object_id
  LEFT JOIN billhook.customers c ON c.id = u.customer_id
  LEFT JOIN billhook.organizations o ON o.id = c.organization_id
 WHERE u.place <= CAST(:limit AS integer)
 ORDER BY u.warning, u.place

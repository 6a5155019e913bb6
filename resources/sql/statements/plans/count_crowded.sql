-- Organizations with a present subscription of a product that have more members or projects than limits allow.
-- parameters: :product; :users, :projects bigint text or '' for unlimited; :per_unit boolean, limits are multiplied by the quantity
-- columns: users, projects
WITH held AS (
    SELECT c.organization_id, CASE WHEN CAST(:per_unit AS boolean) THEN max(coalesce(i.quantity, 1)) ELSE 1 END AS units
      FROM billhook.subscription_items i
      JOIN billhook.subscriptions s ON s.id = i.subscription_id AND s.status IN ('active', 'trialing', 'past_due') AND NOT s.deleted
      JOIN billhook.customers c ON c.id = s.customer_id
     WHERE i.product_id = :product AND c.organization_id IS NOT NULL
     GROUP BY c.organization_id)
SELECT count(*) FILTER (WHERE o.members > CAST(nullif(:users, '') AS bigint) * h.units) AS users,
       count(*) FILTER (WHERE o.projects > CAST(nullif(:projects, '') AS bigint) * h.units) AS projects
  FROM held h
  JOIN billhook.organization_summary o ON o.organization_id = h.organization_id

-- What there is and how large it is, for the gauges; reads tables from end to end, so it is asked seldom.
-- parameters: none
-- columns: kind (users, organizations, subscriptions, mrr, database_bytes, table_bytes), label (status, currency, table; else ''), value
SELECT 'users' AS kind, '' AS label, count(*) AS value FROM billhook.users
UNION ALL
SELECT 'organizations', '', count(*) FROM billhook.organizations
UNION ALL
SELECT 'subscriptions', status, count(*) FROM billhook.subscriptions WHERE NOT deleted AND status IS NOT NULL GROUP BY status
UNION ALL
SELECT 'mrr', currency, (sum(amount) / 12)::bigint
  FROM (SELECT currency, amount FROM billhook.mrr_rollup WHERE day <= current_date
        UNION ALL
        SELECT currency, amount FROM billhook.mrr_rollup_delta WHERE day <= current_date) AS moved
 GROUP BY currency
UNION ALL
SELECT 'database_bytes', '', pg_database_size(current_database())
UNION ALL
SELECT 'table_bytes', name, (SELECT coalesce(sum(pg_total_relation_size(tree.relid)), 0)::bigint FROM pg_partition_tree('billhook.' || name) AS tree)
  FROM unnest(ARRAY['stripe_event', 'object_fact', 'subscription_revision', 'mrr_movement', 'organization_summary', 'event_queue']) AS name

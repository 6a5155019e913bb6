-- Makes the partitions of stripe_event ahead of time: this month's and the next two's.
-- parameters: none
-- columns: none that matter
SELECT billhook.ensure_event_partition(date_trunc('month', now(), 'UTC') + make_interval(months => ahead))
  FROM generate_series(0, 2) AS ahead

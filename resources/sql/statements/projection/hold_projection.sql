-- Held by every projection until its transaction ends; a rebuild takes it exclusively. Every statement of a projection looks
-- rows up by key. A plan kept from the time when the tables were empty would scan them, so as long as statistics say little
-- plans are made anew; the batch is large enough to pay for it. Waiting for a lock ends before the statement's own limit does,
-- so that the two can be told apart.
-- parameters: none
-- columns: nothing of use
SELECT billhook.share_projection(), set_config('jit', 'off', true), set_config('lock_timeout', '2s', true),
       set_config('enable_seqscan', 'off', true),
       set_config('enable_bitmapscan', 'off', true), set_config('enable_hashjoin', 'off', true),
       set_config('enable_mergejoin', 'off', true),
       set_config('plan_cache_mode',
                  CASE WHEN (SELECT c.reltuples FROM pg_class c WHERE c.oid = 'billhook.object_fact'::regclass) < 10000
                       THEN 'force_custom_plan' ELSE 'auto' END, true)

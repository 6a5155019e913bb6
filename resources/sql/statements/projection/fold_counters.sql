-- Folds deltas that have gathered into the counters; the sums stay what they are.
-- parameters: $1 bigint, how many deltas at most
-- columns: none
WITH taken AS (
    DELETE FROM billhook.counter_delta d
     WHERE d.id IN (SELECT t.id FROM billhook.counter_delta t ORDER BY t.id LIMIT $1::bigint FOR UPDATE SKIP LOCKED)
    RETURNING d.name, d.currency, d.day, d.amount, d.count
)
INSERT INTO billhook.counter AS c (name, currency, day, amount, count)
SELECT name, currency, day, sum(amount)::bigint, sum(count)::bigint FROM taken GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (name, currency, day) DO UPDATE SET amount = c.amount + excluded.amount, count = c.count + excluded.count

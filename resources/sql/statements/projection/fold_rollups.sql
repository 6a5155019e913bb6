-- Folds deltas that have gathered into the rollups; the sums stay what they are.
-- parameters: $1 bigint, how many deltas at most
-- columns: none
WITH taken AS (
    DELETE FROM billhook.mrr_rollup_delta d
     WHERE d.id IN (SELECT t.id FROM billhook.mrr_rollup_delta t ORDER BY t.id LIMIT $1::bigint FOR UPDATE SKIP LOCKED)
    RETURNING d.day, d.currency, d.kind, d.amount, d.count
)
INSERT INTO billhook.mrr_rollup AS r (day, currency, kind, amount, count)
SELECT day, currency, kind, sum(amount)::bigint, sum(count)::bigint FROM taken GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (day, currency, kind) DO UPDATE SET amount = r.amount + excluded.amount, count = r.count + excluded.count

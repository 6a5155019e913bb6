-- The counter `customers` (currency '', amount 0): paying customers, each once whatever it pays in. `paying` stays by currency.
INSERT INTO billhook.counter (name, currency, day, amount, count)
SELECT 'customers', '', (p.eff AT TIME ZONE (SELECT i.zone FROM billhook.installation i))::date, 0,
       sum((p.after > 0)::int - (p.after - p.begun > 0)::int)
  FROM (SELECT b.eff, b.begun, sum(b.begun) OVER (PARTITION BY b.customer_id ORDER BY b.eff) AS after
          FROM (SELECT m.customer_id, m.eff,
                       sum(CASE WHEN m.kind IN ('new', 'reactivation') THEN 1 WHEN m.kind = 'churn' THEN -1 ELSE 0 END) AS begun
                  FROM billhook.mrr_movement m WHERE m.known_to IS NULL GROUP BY 1, 2) b) p
 WHERE (p.after > 0) <> (p.after - p.begun > 0)
 GROUP BY 3
HAVING sum((p.after > 0)::int - (p.after - p.begun > 0)::int) <> 0;

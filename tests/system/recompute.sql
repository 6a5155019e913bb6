-- The monthly MRR table recomputed from nothing but the raw events, by other means than the product's: jsonb, windows and
-- containment instead of the fold. Annual minor units. Variable: zone. Columns: month, currency, opening, new, reactivation,
-- expansion, contraction, churn, closing.
SET search_path = pg_catalog;
SET TIME ZONE 'UTC';
CREATE TEMP TABLE raw AS
SELECT id, (convert_from(payload, 'UTF8'))::jsonb AS j FROM billhook.stripe_event
 WHERE id NOT IN (SELECT event_id FROM billhook.event_quarantine);

CREATE TEMP TABLE happened AS
SELECT id, j ->> 'type' AS type, (j ->> 'created')::bigint AS at, j #> '{data,object}' AS o,
       coalesce(j #> '{data,previous_attributes}', 'null') AS previous
  FROM raw WHERE j ->> 'object' = 'event';

-- Every coupon ever seen whole, wherever it stood.
CREATE TEMP TABLE coupon AS
SELECT DISTINCT ON (c ->> 'id') c ->> 'id' AS id, (c ->> 'percent_off')::numeric AS percent_off, (c ->> 'amount_off')::numeric AS amount_off,
       c ->> 'duration' AS duration
  FROM (SELECT o AS c FROM happened WHERE type LIKE 'coupon.%'
        UNION ALL SELECT coalesce(d -> 'coupon', d #> '{source,coupon}')
          FROM (SELECT o AS d FROM happened WHERE type LIKE 'customer.discount.%'
                UNION ALL SELECT o -> 'discount' FROM happened
                UNION ALL SELECT jsonb_array_elements(o -> 'discounts') FROM happened WHERE jsonb_typeof(o -> 'discounts') = 'array') AS x) AS y
 WHERE jsonb_typeof(c) = 'object';

CREATE TEMP TABLE discount AS
SELECT DISTINCT ON (d ->> 'id') d ->> 'id' AS id, d ->> 'customer' AS customer, d ->> 'subscription' AS subscription,
       coalesce(d #>> '{coupon,id}', d #>> '{source,coupon,id}', d #>> '{source,coupon}', d ->> 'coupon') AS coupon
  FROM (SELECT o AS d FROM happened WHERE type LIKE 'customer.discount.%'
        UNION ALL SELECT o -> 'discount' FROM happened WHERE type LIKE 'customer.%'
        UNION ALL SELECT jsonb_array_elements(o -> 'discounts') FROM happened WHERE jsonb_typeof(o -> 'discounts') = 'array') AS x
 WHERE jsonb_typeof(d) = 'object' AND d ? 'id';

-- What each discount takes off for ever (stripe-default subtracts no other).
CREATE TEMP VIEW forever AS
SELECT d.id, c.percent_off, c.amount_off FROM discount AS d JOIN coupon AS c ON c.id = d.coupon WHERE c.duration = 'forever';

-- The last event of each second of each subscription: the one no other event of that second starts from.
CREATE TEMP TABLE subscription_event AS
SELECT id, type, at, o, previous, o ->> 'id' AS sub, o ->> 'customer' AS customer,
       CASE WHEN type = 'customer.subscription.created' THEN 0
            WHEN type = 'customer.subscription.deleted' OR o ->> 'status' IN ('canceled', 'incomplete_expired') THEN 20
            WHEN o ->> 'status' = 'incomplete' THEN 5 ELSE 10 END AS phase
  FROM happened WHERE type LIKE 'customer.subscription.%';
CREATE INDEX ON subscription_event (sub, phase, at);

CREATE TEMP TABLE standing AS
SELECT DISTINCT ON (e.sub, e.phase, e.at) e.* FROM subscription_event AS e
 WHERE NOT EXISTS (
       SELECT FROM subscription_event AS f
        WHERE f.sub = e.sub AND f.phase = e.phase AND f.at = e.at AND f.id <> e.id
          AND jsonb_typeof(f.previous) = 'object' AND e.o @> f.previous AND NOT (jsonb_typeof(e.previous) = 'object' AND f.o @> e.previous))
 ORDER BY e.sub, e.phase, e.at, e.id DESC;

-- Seconds at which the customer's own discount stood or fell.
CREATE TEMP TABLE customer_discount AS
SELECT DISTINCT ON (customer, at) customer, at, discount
  FROM (SELECT o ->> 'id' AS customer, at, coalesce(o #>> '{discount,id}', CASE jsonb_typeof(o -> 'discount') WHEN 'string' THEN o ->> 'discount' END) AS discount, 0 AS preference
          FROM happened WHERE type IN ('customer.created', 'customer.updated')
        UNION ALL
        SELECT o ->> 'customer', at, CASE WHEN type = 'customer.discount.deleted' THEN NULL ELSE o ->> 'id' END, 1
          FROM happened WHERE type LIKE 'customer.discount.%' AND o ->> 'subscription' IS NULL) AS x
 ORDER BY customer, at, preference DESC;

CREATE TEMP TABLE point AS
SELECT sub, customer, phase, o, CASE phase WHEN 0 THEN least(at, (o ->> 'created')::bigint)
                                           WHEN 20 THEN least(at, coalesce((o ->> 'ended_at')::bigint, at)) ELSE at END AS eff
  FROM standing;
DELETE FROM point AS p WHERE phase < 20 AND EXISTS (SELECT FROM point AS e WHERE e.sub = p.sub AND e.phase = 20 AND e.eff <= p.eff);
-- An end stands; what is edited afterwards changes nothing that counts.
DELETE FROM point AS p WHERE phase = 20 AND EXISTS (SELECT FROM point AS e WHERE e.sub = p.sub AND e.phase = 20 AND (e.eff, e.o::text) < (p.eff, p.o::text));
-- Two phases in one second: the later one stands.
DELETE FROM point AS p WHERE EXISTS (SELECT FROM point AS e WHERE e.sub = p.sub AND e.eff = p.eff AND e.phase > p.phase);

-- A change of the customer's discount is a change of each subscription without one of its own.
INSERT INTO point
SELECT DISTINCT ON (p.sub, c.at) p.sub, p.customer, p.phase, p.o, c.at
  FROM customer_discount AS c JOIN point AS p ON p.customer = c.customer AND p.eff < c.at
 WHERE NOT EXISTS (SELECT FROM point AS q WHERE q.sub = p.sub AND q.eff = c.at)
 ORDER BY p.sub, c.at, p.eff DESC;

CREATE TEMP TABLE item AS
SELECT p.sub, p.eff, i ->> 'id' AS item, i,
       coalesce(i -> 'price', i -> 'plan') AS price,
       coalesce((i ->> 'quantity')::numeric, 0) AS quantity,
       coalesce(i #>> '{price,recurring,interval}', i #>> '{plan,interval}') AS unit,
       coalesce(i #>> '{price,recurring,interval_count}', i #>> '{plan,interval_count}')::numeric AS units,
       coalesce(i #>> '{price,recurring,usage_type}', i #>> '{plan,usage_type}') = 'metered' AS metered
  FROM point AS p, jsonb_array_elements(p.o #> '{items,data}') AS i;

CREATE TEMP TABLE item_amount AS
SELECT sub, eff, item, CASE unit WHEN 'day' THEN 365 WHEN 'week' THEN 52 WHEN 'month' THEN 12 WHEN 'year' THEN 1 END / units AS periods,
       CASE WHEN metered THEN 0
            ELSE coalesce((price ->> 'unit_amount_decimal')::numeric, (price ->> 'unit_amount')::numeric,
                          (price ->> 'amount_decimal')::numeric, (price ->> 'amount')::numeric)
                 * quantity * CASE unit WHEN 'day' THEN 365 WHEN 'week' THEN 52 WHEN 'month' THEN 12 WHEN 'year' THEN 1 END / units
                 * coalesce((SELECT exp(sum(ln(1 - f.percent_off / 100)))::numeric FROM forever AS f
                              WHERE f.percent_off < 100 AND f.id IN (SELECT coalesce(x ->> 'id', x #>> '{}')
                                FROM jsonb_array_elements(CASE jsonb_typeof(i -> 'discounts') WHEN 'array' THEN i -> 'discounts' ELSE '[]' END) AS x)), 1)
       END AS amount
  FROM item;

CREATE TEMP TABLE subscription_discount AS
SELECT p.sub, p.eff, coalesce(own.id, (SELECT c.discount FROM customer_discount AS c WHERE c.customer = p.customer AND c.at <= p.eff ORDER BY c.at DESC LIMIT 1)) AS id
  FROM point AS p
  LEFT JOIN LATERAL (
       SELECT coalesce(x ->> 'id', x #>> '{}') AS id
         FROM jsonb_array_elements(CASE WHEN jsonb_typeof(p.o -> 'discounts') = 'array' AND jsonb_array_length(p.o -> 'discounts') > 0 THEN p.o -> 'discounts'
                                        WHEN jsonb_typeof(p.o -> 'discount') = 'object' THEN jsonb_build_array(p.o -> 'discount') ELSE '[]' END) AS x
        LIMIT 1) AS own ON true;

CREATE TEMP TABLE amount AS
SELECT p.sub, p.customer, p.eff, p.o ->> 'currency' AS currency,
       CASE WHEN p.o ->> 'status' NOT IN ('active', 'past_due') THEN 0
            ELSE (SELECT CASE WHEN bool_or(a.amount IS NULL) THEN NULL
                              ELSE greatest(0, sum(round(a.amount * (1 - coalesce(f.percent_off, 0) / 100))) - coalesce(f.amount_off, 0) * min(a.periods)) END
                    FROM item_amount AS a WHERE a.sub = p.sub AND a.eff = p.eff)
       END::bigint AS annual
  FROM point AS p
  JOIN subscription_discount AS s ON s.sub = p.sub AND s.eff = p.eff
  LEFT JOIN forever AS f ON f.id = s.id;

-- Unknown keeps the last known amount.
CREATE TEMP TABLE known AS
SELECT sub, customer, eff, currency, coalesce(annual, max(annual) OVER (PARTITION BY sub, block), 0) AS annual
  FROM (SELECT *, count(annual) OVER (PARTITION BY sub ORDER BY eff) AS block FROM amount) AS x;

CREATE TEMP TABLE step AS
SELECT customer, currency, eff, sum(change)::bigint AS change
  FROM (SELECT customer, currency, eff, annual - coalesce(lag(annual) OVER (PARTITION BY sub ORDER BY eff), 0) AS change FROM known) AS x
 GROUP BY customer, currency, eff HAVING sum(change) <> 0;

CREATE TEMP TABLE moved AS
SELECT customer, currency, eff, change, after - change AS before, after,
       EXISTS (SELECT FROM known AS k WHERE k.customer = s.customer AND k.annual > 0 AND k.eff < s.eff) AS paid_before
  FROM (SELECT *, sum(change) OVER (PARTITION BY customer, currency ORDER BY eff)::bigint AS after FROM step) AS s;

WITH month AS (
    SELECT m AS starts, m + interval '1 month' AS ends
      FROM generate_series((SELECT date_trunc('month', to_timestamp(min(eff)) AT TIME ZONE :'zone') FROM moved),
                           (SELECT date_trunc('month', to_timestamp(max(eff)) AT TIME ZONE :'zone') FROM moved), interval '1 month') AS m),
dated AS (
    SELECT *, to_timestamp(eff) AT TIME ZONE :'zone' AS local,
           CASE WHEN before = 0 THEN CASE WHEN paid_before THEN 'reactivation' ELSE 'new' END WHEN after = 0 THEN 'churn'
                WHEN change > 0 THEN 'expansion' ELSE 'contraction' END AS kind
      FROM moved)
SELECT to_char(starts, 'YYYY-MM') AS month, currency,
       coalesce(sum(change) FILTER (WHERE local < starts), 0)::bigint AS opening,
       coalesce(sum(change) FILTER (WHERE local >= starts AND local < ends AND kind = 'new'), 0)::bigint AS new,
       coalesce(sum(change) FILTER (WHERE local >= starts AND local < ends AND kind = 'reactivation'), 0)::bigint AS reactivation,
       coalesce(sum(change) FILTER (WHERE local >= starts AND local < ends AND kind = 'expansion'), 0)::bigint AS expansion,
       coalesce(sum(change) FILTER (WHERE local >= starts AND local < ends AND kind = 'contraction'), 0)::bigint AS contraction,
       coalesce(sum(change) FILTER (WHERE local >= starts AND local < ends AND kind = 'churn'), 0)::bigint AS churn,
       coalesce(sum(change) FILTER (WHERE local < ends), 0)::bigint AS closing
  FROM month CROSS JOIN dated
 GROUP BY starts, currency
 ORDER BY starts, currency;

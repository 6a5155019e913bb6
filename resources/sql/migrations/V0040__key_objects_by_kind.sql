-- An object is its kind and its id: companies choose the ids of products, prices and coupons, so these may be equal.
ALTER TABLE billhook.object_fact DROP CONSTRAINT object_fact_pkey,
    ADD PRIMARY KEY (object_id, object_kind, event_id);

-- Of waits learned before it is not known for what kind of object: they wait for all that have terms.
ALTER TABLE billhook.object_wait DROP CONSTRAINT object_wait_pkey,
    ADD COLUMN waits_kind smallint NOT NULL DEFAULT 6; -- domain::ObjectKind
ALTER TABLE billhook.object_wait ALTER COLUMN waits_kind DROP DEFAULT;
INSERT INTO billhook.object_wait (object_id, customer_id, waits_for, waits_kind)
SELECT w.object_id, w.customer_id, w.waits_for, kinds.kind
  FROM billhook.object_wait w CROSS JOIN (VALUES (7), (8)) AS kinds (kind);
ALTER TABLE billhook.object_wait ADD PRIMARY KEY (waits_for, waits_kind, object_id);

ALTER TABLE billhook.subscription_items DROP CONSTRAINT subscription_items_pkey,
    ADD PRIMARY KEY (subscription_id, id);
DROP INDEX billhook.subscription_items_subscription_id_idx;

-- What events in quarantine are about, as kind and id: coupon:team.
UPDATE billhook.event_quarantine q
   SET object_ids = ARRAY(SELECT kinds.kind || ':' || known.id
                            FROM unnest(q.object_ids) AS known (id)
                           CROSS JOIN (VALUES ('customer'), ('product'), ('price'), ('coupon'), ('discount'),
                                              ('payment_method'), ('subscription'), ('invoice'),
                                              ('payment_failure')) AS kinds (kind))
 WHERE q.object_ids <> '{}';

-- A discount may switch its coupon and keep its id; only then: [[from, event, terms], ...].
ALTER TABLE billhook.discounts ADD COLUMN phases text;

-- A gap before what the row stands for: an event may be missing.
ALTER TABLE billhook.subscription_revision ADD COLUMN gap boolean NOT NULL DEFAULT false;

-- How the facts behind the mirror were read: a program that reads them otherwise asks for a replay. NULL: before it counted.
ALTER TABLE billhook.installation ADD COLUMN facts_reading smallint;
UPDATE billhook.installation SET facts_reading = 1 WHERE NOT EXISTS (SELECT FROM billhook.object_fact);

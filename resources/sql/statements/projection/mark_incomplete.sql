-- Marks what events in quarantine are about, and takes the mark from what no such event is about any more.
-- parameters: $1 text[], objects as kind and id: coupon:team
-- columns: none
WITH wanted AS MATERIALIZED (
    SELECT split_part(given.key, ':', 1) AS kind, substr(given.key, strpos(given.key, ':') + 1) AS id,
           given.key = ANY (ARRAY(SELECT unnest(q.object_ids) FROM billhook.event_quarantine q)) AS mark
      FROM unnest($1::text[]) AS given (key)
), customers_marked AS (
    UPDATE billhook.customers SET incomplete = wanted.mark FROM wanted
     WHERE wanted.kind = 'customer' AND customers.id = wanted.id AND customers.incomplete <> wanted.mark
), products_marked AS (
    UPDATE billhook.products SET incomplete = wanted.mark FROM wanted
     WHERE wanted.kind = 'product' AND products.id = wanted.id AND products.incomplete <> wanted.mark
), prices_marked AS (
    UPDATE billhook.prices SET incomplete = wanted.mark FROM wanted
     WHERE wanted.kind = 'price' AND prices.id = wanted.id AND prices.incomplete <> wanted.mark
), coupons_marked AS (
    UPDATE billhook.coupons SET incomplete = wanted.mark FROM wanted
     WHERE wanted.kind = 'coupon' AND coupons.id = wanted.id AND coupons.incomplete <> wanted.mark
), discounts_marked AS (
    UPDATE billhook.discounts SET incomplete = wanted.mark FROM wanted
     WHERE wanted.kind = 'discount' AND discounts.id = wanted.id AND discounts.incomplete <> wanted.mark
), payment_methods_marked AS (
    UPDATE billhook.payment_methods SET incomplete = wanted.mark FROM wanted
     WHERE wanted.kind = 'payment_method' AND payment_methods.id = wanted.id AND payment_methods.incomplete <> wanted.mark
), subscriptions_marked AS (
    UPDATE billhook.subscriptions SET incomplete = wanted.mark FROM wanted
     WHERE wanted.kind = 'subscription' AND subscriptions.id = wanted.id AND subscriptions.incomplete <> wanted.mark
), invoices_marked AS (
    UPDATE billhook.invoices SET incomplete = wanted.mark FROM wanted
     WHERE wanted.kind = 'invoice' AND invoices.id = wanted.id AND invoices.incomplete <> wanted.mark
), payment_failures_marked AS (
    UPDATE billhook.payment_failures SET incomplete = wanted.mark FROM wanted
     WHERE wanted.kind = 'payment_failure' AND payment_failures.id = wanted.id AND payment_failures.incomplete <> wanted.mark
)
SELECT count(*) FROM wanted

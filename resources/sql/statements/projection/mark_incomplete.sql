-- Marks what events in quarantine are about, and takes the mark from what no such event is about any more.
-- parameters: $1 text[], ids of objects
-- columns: none
WITH wanted AS MATERIALIZED (
    SELECT given.id, given.id = ANY (ARRAY(SELECT unnest(q.object_ids) FROM billhook.event_quarantine q)) AS mark
      FROM unnest($1::text[]) AS given (id)
), customers_marked AS (
    UPDATE billhook.customers SET incomplete = wanted.mark FROM wanted
     WHERE customers.id = wanted.id AND customers.incomplete <> wanted.mark
), products_marked AS (
    UPDATE billhook.products SET incomplete = wanted.mark FROM wanted
     WHERE products.id = wanted.id AND products.incomplete <> wanted.mark
), prices_marked AS (
    UPDATE billhook.prices SET incomplete = wanted.mark FROM wanted
     WHERE prices.id = wanted.id AND prices.incomplete <> wanted.mark
), coupons_marked AS (
    UPDATE billhook.coupons SET incomplete = wanted.mark FROM wanted
     WHERE coupons.id = wanted.id AND coupons.incomplete <> wanted.mark
), discounts_marked AS (
    UPDATE billhook.discounts SET incomplete = wanted.mark FROM wanted
     WHERE discounts.id = wanted.id AND discounts.incomplete <> wanted.mark
), payment_methods_marked AS (
    UPDATE billhook.payment_methods SET incomplete = wanted.mark FROM wanted
     WHERE payment_methods.id = wanted.id AND payment_methods.incomplete <> wanted.mark
), subscriptions_marked AS (
    UPDATE billhook.subscriptions SET incomplete = wanted.mark FROM wanted
     WHERE subscriptions.id = wanted.id AND subscriptions.incomplete <> wanted.mark
), invoices_marked AS (
    UPDATE billhook.invoices SET incomplete = wanted.mark FROM wanted
     WHERE invoices.id = wanted.id AND invoices.incomplete <> wanted.mark
), payment_failures_marked AS (
    UPDATE billhook.payment_failures SET incomplete = wanted.mark FROM wanted
     WHERE payment_failures.id = wanted.id AND payment_failures.incomplete <> wanted.mark
)
SELECT count(*) FROM wanted

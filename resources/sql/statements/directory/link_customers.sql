-- Links a stretch of customers, in order of id, to the organizations they name or are named by. A link is never taken away
-- without another in its place.
-- parameters: $1 the customer id after which to begin, $2 how many to look at
-- columns: reached (the last customer looked at; NULL = there are no more), linked (links that changed),
--          touched (the organizations concerned, by comma; NULL for none)
WITH stretch AS MATERIALIZED (
    SELECT customer.id, customer.organization_id, billhook.organization_of(customer.id, customer.metadata) AS belongs
      FROM billhook.customers customer
     WHERE customer.id > $1
     ORDER BY customer.id
     LIMIT $2::bigint
), linked AS (
    UPDATE billhook.customers customer
       SET organization_id = stretch.belongs
      FROM stretch
     WHERE customer.id = stretch.id AND stretch.belongs IS NOT NULL
       AND customer.organization_id IS DISTINCT FROM stretch.belongs
    RETURNING stretch.organization_id AS former, stretch.belongs
)
SELECT (SELECT max(stretch.id) FROM stretch) AS reached,
       (SELECT count(*) FROM linked) AS linked,
       (SELECT string_agg(DISTINCT touched.id::text, ',')
          FROM linked, unnest(ARRAY[linked.former, linked.belongs]) AS touched (id)
         WHERE touched.id IS NOT NULL) AS touched

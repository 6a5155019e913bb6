-- Gives areas that changed one new number and announces them; listeners hear of it when the transaction commits.
-- parameters: $1 text[], areas; $2 boolean, whether anything changed (else only the number rises)
-- columns: nothing of use
WITH raised AS (
    INSERT INTO billhook.change_seq (area, seq, changed_at)
    SELECT given.area, (SELECT coalesce(max(c.seq), 0) + 1 FROM billhook.change_seq c),
           CASE WHEN $2::boolean THEN clock_timestamp() ELSE '-infinity' END
      FROM unnest($1::text[]) AS given (area)
     ORDER BY given.area
        ON CONFLICT (area) DO UPDATE SET seq = excluded.seq, changed_at = greatest(change_seq.changed_at, excluded.changed_at)
    RETURNING area, seq
)
SELECT pg_notify('billhook_changed',
                 json_build_object('seq', max(raised.seq), 'areas', json_agg(raised.area ORDER BY raised.area))::text)
  FROM raised

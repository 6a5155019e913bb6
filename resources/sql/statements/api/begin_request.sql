-- Notes that a request is under way, or tells what is known of an earlier one with its key. One that was begun over a minute ago
-- and never ended may begin again; after 24 hours a key is as good as new.
-- parameters: :token uuid, :key text, :fingerprint bytea
-- columns: begun boolean, same boolean, status smallint, content_type, body bytea, location, etag
SELECT kept.begun, kept.same, kept.status, kept.content_type, kept.body, kept.location, kept.etag
  FROM billhook.begin_request(CAST(:token AS uuid), :key, CAST(:fingerprint AS bytea)) AS kept

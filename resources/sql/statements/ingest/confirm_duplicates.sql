-- Writes a mark to the log, so that the COMMIT waits until synchronous standbys have all that came before it.
-- parameters: none
-- columns: nothing of use; no row and nothing written where no standby is synchronous
SELECT pg_logical_emit_message(true, 'billhook', 'duplicates')
 WHERE current_setting('synchronous_standby_names') <> ''

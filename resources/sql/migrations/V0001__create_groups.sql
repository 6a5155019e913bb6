-- The schema itself and the groups are made before the first migration (they need other rights). Nothing is granted by
-- default: each migration grants what it creates, so that a forgotten table is closed, not open.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

GRANT USAGE ON SCHEMA billhook
   TO billhook_daemon, billhook_api, billhook_finance, billhook_admin, billhook_directory;
GRANT SELECT ON billhook.schema_version
   TO billhook_daemon, billhook_api, billhook_finance, billhook_admin, billhook_directory;

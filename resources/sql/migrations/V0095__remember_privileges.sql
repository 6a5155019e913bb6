-- Who may do what with each object, as the latest migration left it: a dump that is restored where the groups are missing comes
-- back without grants and policies, and nothing else tells what they were. Each migration writes it anew.
CREATE TABLE billhook.privilege_record (
    statement text PRIMARY KEY                     -- GRANT, REVOKE, CREATE POLICY or ALTER DEFAULT PRIVILEGES
);
GRANT SELECT ON billhook.privilege_record
   TO billhook_daemon, billhook_api, billhook_finance, billhook_admin, billhook_directory;

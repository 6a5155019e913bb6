-- Who may do what, as the latest migration left it (list_privileges).
-- parameters: none
-- columns: statement
SELECT statement
  FROM billhook.privilege_record

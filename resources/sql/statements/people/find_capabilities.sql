-- What the login itself may do with roles, and which groups it lacks.
-- parameters: none
-- columns: may_create_roles, name
SELECT rolcreaterole OR rolsuper AS may_create_roles, session_user::text AS name
  FROM pg_catalog.pg_roles
 WHERE rolname = session_user

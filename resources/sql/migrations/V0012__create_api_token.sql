-- Opaque tokens of REST callers: only their SHA-256 is kept.
CREATE TABLE billhook.api_token (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    hash bytea NOT NULL UNIQUE,
    scope text NOT NULL CHECK (scope IN ('superuser', 'service', 'organization')),
    organization_id uuid REFERENCES billhook.organizations (id),
    role text CHECK (role IN ('owner', 'admin', 'member')),
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz,
    revoked_at timestamptz,
    CHECK ((scope = 'organization') = (organization_id IS NOT NULL AND role IS NOT NULL))
);
CREATE INDEX ON billhook.api_token (organization_id);
GRANT SELECT, INSERT ON billhook.api_token TO billhook_daemon;
GRANT UPDATE (last_used_at, revoked_at) ON billhook.api_token TO billhook_daemon;
GRANT SELECT (id, name, scope, organization_id, role, created_at, last_used_at, revoked_at) ON billhook.api_token TO billhook_finance, billhook_admin;

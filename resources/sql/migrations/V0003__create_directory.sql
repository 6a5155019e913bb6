-- The SaaS's own organizations, users, memberships and projects (billhookd directory import).
CREATE TABLE billhook.organizations (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    stripe_customer_id text UNIQUE,                -- the customer an organization says it holds
    country text,
    archived boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE billhook.users (
    id uuid PRIMARY KEY,
    email text NOT NULL,
    name text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE billhook.memberships (
    organization_id uuid NOT NULL REFERENCES billhook.organizations (id),
    user_id uuid NOT NULL REFERENCES billhook.users (id),
    role text NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
    state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'invited')),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, user_id)
);
CREATE INDEX ON billhook.memberships (user_id);
CREATE TABLE billhook.projects (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES billhook.organizations (id),
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON billhook.projects (organization_id);

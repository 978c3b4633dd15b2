-- A database of a user's. Where it is and how one gets in stands in resource_secrets, encrypted.
create table resources (
    id uuid primary key,
    user_id uuid not null references users on delete cascade,
    -- The project that it was made for, and the only one whose keys see it; null for all.
    project_id uuid references projects on delete set null,
    name text not null,
    type text not null check (type in ('sqlite', 'external')),
    region text not null,
    max_bytes bigint,
    status text not null check (status in ('provisioning', 'ready', 'failed', 'deleted')),
    -- Who has it, and under which name there; null for an external one, and until it is there.
    provider text,
    reference text,
    failure text,
    created_at timestamptz not null default now(),
    -- Since when it has been in this state.
    changed_at timestamptz not null default now(),
    deleted_at timestamptz,
    check ((status = 'deleted') = (deleted_at is not null))
);
-- A deleted one gives its name back at once, while it can still be restored.
create unique index resources_name on resources (user_id, name) where deleted_at is null;
create index resources_user on resources (user_id, name);
create index resources_project on resources (project_id) where project_id is not null;
create unique index resources_reference on resources (provider, reference) where reference is not null;
create index resources_unfinished on resources (changed_at) where status = 'provisioning';
create index resources_deleted on resources (deleted_at) where deleted_at is not null;

create table resource_secrets (
    resource_id uuid not null references resources on delete cascade,
    name text not null check (name in ('url', 'auth_token')),
    key_id text not null,
    nonce bytea not null,
    ciphertext bytea not null,
    primary key (resource_id, name)
);

-- Which services get which databases' variables, in the order in which they were named.
create table service_resources (
    service_id uuid not null references services on delete cascade,
    resource_id uuid not null references resources on delete cascade,
    position integer not null,
    primary key (service_id, resource_id)
);
create index service_resources_resource on service_resources (resource_id);

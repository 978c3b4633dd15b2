create extension if not exists pgcrypto;

create table users (
    id uuid primary key,
    name text not null unique,
    created_at timestamptz not null default now()
);

create table git_accounts (
    user_id uuid primary key references users on delete cascade,
    username text not null unique,
    created_at timestamptz not null default now()
);

create table api_keys (
    id uuid primary key,
    user_id uuid not null references users on delete cascade,
    name text not null,
    prefix text not null,
    hash text not null,
    scopes text[] not null default '{admin}',
    created_at timestamptz not null default now(),
    last_used_at timestamptz,
    expires_at timestamptz,
    revoked_at timestamptz
);
create index api_keys_prefix on api_keys (prefix) where revoked_at is null;
create index api_keys_user on api_keys (user_id);

create table repos (
    id uuid primary key,
    user_id uuid not null references users on delete cascade,
    host text not null,
    account text not null,
    name text not null,
    description text,
    created_at timestamptz not null default now(),
    unique (user_id, host, name),
    unique (host, account, name)
);

create table git_tokens (
    id uuid primary key default gen_random_uuid(),
    repo_id uuid not null references repos on delete cascade,
    hash bytea not null unique,
    access text not null check (access in ('read', 'write')),
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
);
create index git_tokens_expiry on git_tokens (expires_at);

create table github_installations (
    id bigint primary key,
    user_id uuid not null references users on delete cascade,
    account text not null,
    suspended boolean not null default false,
    created_at timestamptz not null default now()
);

create table projects (
    id uuid primary key,
    user_id uuid not null references users on delete cascade,
    name text not null,
    created_at timestamptz not null default now(),
    unique (user_id, name)
);

create table services (
    id uuid primary key,
    user_id uuid not null references users on delete cascade,
    project_id uuid not null references projects on delete cascade,
    name text not null,
    hostname text not null,
    slot integer not null generated always as identity,
    repo_id uuid references repos,
    -- The checked arguments of create_service, as one document: they are read and compared as a whole.
    spec jsonb not null,
    auto_deploy boolean not null default true,
    created_at timestamptz not null default now(),
    deleted_at timestamptz
);
-- A deleted service gives its name back at once, while its removal is still under way.
create unique index services_name on services (project_id, name) where deleted_at is null;
create unique index services_hostname on services (hostname) where deleted_at is null;
create index services_user on services (user_id) where deleted_at is null;
create index services_repo on services (repo_id) where deleted_at is null;

create table deployments (
    id uuid primary key,
    sequence bigint not null generated always as identity,
    service_id uuid not null references services on delete cascade,
    status text not null default 'queued'
        check (status in ('queued', 'building', 'deploying', 'active', 'crashed', 'failed', 'cancelled', 'superseded', 'removed')),
    trigger text not null check (trigger in ('create', 'redeploy', 'push')),
    commit_sha text,
    commit_message text,
    workflow_id text not null unique,
    workflow_started boolean not null default false,
    artifact text,
    revision jsonb,
    failure_code text,
    failure_message text,
    failure_evidence text,
    failure_next text,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz
);
create index deployments_service on deployments (service_id, sequence desc);
create index deployments_unstarted on deployments (created_at) where not workflow_started;
-- The rule that one revision serves at a time, held by the database itself.
create unique index deployments_one_active on deployments (service_id) where status in ('active', 'crashed');

create table deployment_logs (
    deployment_id uuid not null references deployments on delete cascade,
    line bigint not null generated always as identity,
    at timestamptz not null default now(),
    text text not null,
    primary key (deployment_id, line)
);

create table env_vars (
    service_id uuid not null references services on delete cascade,
    key text not null,
    key_id text not null,
    nonce bytea not null,
    ciphertext bytea not null,
    primary key (service_id, key)
);

create table webhook_deliveries (
    provider text not null,
    delivery_id text not null,
    event text not null,
    received_at timestamptz not null default now(),
    handled_at timestamptz,
    primary key (provider, delivery_id)
);

create table audit_log (
    id bigint primary key generated always as identity,
    at timestamptz not null default now(),
    user_id uuid,
    api_key_id uuid,
    action text not null,
    target text not null,
    outcome text not null
);
create index audit_log_user on audit_log (user_id, at desc);

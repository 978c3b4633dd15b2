-- Who wrote the commit, for the list of deployments.
alter table deployments add column commit_author text;

-- A rollback's: the deployment whose release it runs again.
alter table deployments add column source_id uuid references deployments on delete set null;

alter table deployments drop constraint deployments_trigger_check;
alter table deployments add constraint deployments_trigger_check
    check (trigger in ('create', 'redeploy', 'push', 'rollback', 'update'));

-- A call that goes on after its answer (MCP extension io.modelcontextprotocol/tasks). How far it is, the deployment says; how it
-- ended is kept here from when it is first asked for, as that must not change any more, and outlives the deployment.
create table tasks (
    id text primary key,
    user_id uuid not null references users on delete cascade,
    tool text not null,
    service_id uuid not null,
    deployment_id uuid not null,
    happened text not null,
    outcome text check (outcome in ('completed', 'cancelled')),
    status_message text,
    result jsonb,
    ended_at timestamptz,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
);
create index tasks_expiry on tasks (expires_at);

-- What a delivery asks for is stored with it and acted on after the answer; once that is done, only its ids are kept.
-- Those that an earlier version left unfinished say nothing of what they asked for: delivered again, they are taken.
delete from webhook_deliveries where handled_at is null;
alter table webhook_deliveries
    add column sequence bigint not null generated always as identity,
    -- What it is about; deliveries of one subject are acted on one after the other.
    add column subject text not null default '',
    -- What happened, for events that GitHub tells of in several deliveries: each is acted on once.
    add column cause text,
    -- When it happened, in GitHub's seconds.
    add column at bigint,
    add column facts jsonb,
    add column attempts integer not null default 0,
    add column due_at timestamptz not null default now();
create unique index webhook_deliveries_cause on webhook_deliveries (provider, cause) where cause is not null;
create index webhook_deliveries_waiting on webhook_deliveries (sequence) where handled_at is null;
create index webhook_deliveries_waiting_subject on webhook_deliveries (subject, sequence) where handled_at is null;
create index webhook_deliveries_subject on webhook_deliveries (subject, at) where at is not null;
create index webhook_deliveries_handled on webhook_deliveries (handled_at) where handled_at is not null;

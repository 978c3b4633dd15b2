using Npgsql;

namespace Temporalio.Engine.Postgres;

/// <summary>The engine's tables, in a schema of their own; made once, whoever comes first.</summary>
internal static class Schema
{
    /// <summary>Serialises the creation between processes; the number is arbitrary but must never change.</summary>
    private const long AdvisoryLock = 0x54454D504F52414C;

    private const string Tables = """
        create schema if not exists temporal;

        create table if not exists temporal.executions (
          run_id uuid primary key,
          namespace text not null,
          workflow_id text not null,
          first_run_id uuid not null,
          request_id uuid not null,
          workflow_type text not null,
          task_queue text not null,
          status smallint not null default 1,
          start_time timestamptz not null,
          execution_time timestamptz not null,
          close_time timestamptz,
          timeout_at timestamptz,
          parent_run_id uuid,
          parent_workflow_id text,
          parent_initiated_id bigint not null default 0,
          parent_close_policy smallint not null default 0,
          memo bytea,
          next_event_id bigint not null,
          cancel_requested boolean not null default false,
          task_timeout interval not null,
          task_pending boolean not null default true,
          task_visible_at timestamptz not null,
          task_token uuid,
          task_attempt int not null default 0);
        create unique index if not exists executions_running on temporal.executions (namespace, workflow_id) where status = 1;
        create index if not exists executions_by_id on temporal.executions (namespace, workflow_id, start_time desc);
        create index if not exists executions_tasks on temporal.executions (namespace, task_queue, task_visible_at) where task_pending;
        create index if not exists executions_timeouts on temporal.executions (timeout_at) where status = 1 and timeout_at is not null;
        create index if not exists executions_children on temporal.executions (parent_run_id) where status = 1 and parent_run_id is not null;
        create index if not exists executions_closed on temporal.executions (close_time) where close_time is not null;

        create table if not exists temporal.history (
          run_id uuid not null references temporal.executions on delete cascade,
          event_id bigint not null,
          event_type text not null,
          data bytea not null,
          primary key (run_id, event_id));

        create table if not exists temporal.inbox (
          sequence bigint generated always as identity primary key,
          run_id uuid not null references temporal.executions on delete cascade,
          request_id uuid unique,
          data bytea not null);
        create index if not exists inbox_runs on temporal.inbox (run_id, sequence);

        create table if not exists temporal.activities (
          run_id uuid not null references temporal.executions on delete cascade,
          scheduled_event_id bigint not null,
          namespace text not null,
          task_queue text not null,
          workflow_id text not null,
          workflow_type text not null,
          workflow_task_queue text not null,
          attributes bytea not null,
          started boolean not null default false,
          attempt int not null default 1,
          token uuid,
          identity text,
          visible_at timestamptz not null,
          scheduled_at timestamptz not null,
          attempt_scheduled_at timestamptz not null,
          started_at timestamptz,
          heartbeat_at timestamptz,
          heartbeat_details bytea,
          last_failure bytea,
          cancel_event_id bigint not null default 0,
          schedule_to_start interval,
          start_to_close interval,
          heartbeat_timeout interval,
          close_at timestamptz,
          deadline timestamptz,
          primary key (run_id, scheduled_event_id));
        create index if not exists activities_queue on temporal.activities (namespace, task_queue, visible_at) where not started;
        create index if not exists activities_deadline on temporal.activities (deadline) where deadline is not null;

        create table if not exists temporal.timers (
          run_id uuid not null references temporal.executions on delete cascade,
          started_event_id bigint not null,
          timer_id text not null,
          fire_at timestamptz not null,
          primary key (run_id, started_event_id));
        create index if not exists timers_due on temporal.timers (fire_at);

        create unlogged table if not exists temporal.queries (
          query_id uuid primary key,
          run_id uuid not null references temporal.executions on delete cascade,
          created_at timestamptz not null default now(),
          claimed_at timestamptz,
          answered boolean not null default false,
          name text not null,
          arguments bytea not null,
          header bytea,
          result bytea,
          failure text);
        create index if not exists queries_open on temporal.queries (created_at) where not answered;
        """;

    public static async Task CreateAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var disposal = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var rollback = transaction.ConfigureAwait(false);
        var create = new NpgsqlCommand($"select pg_advisory_xact_lock({AdvisoryLock}); set local client_min_messages = warning; {Tables}", connection);
        await using (create.ConfigureAwait(false))
            await create.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}

namespace DeployMcp.LibSql.Hrana;

/// <summary>What is asked of a stream (Hrana 3, "Requests"), the same over HTTP and WebSocket.</summary>
internal abstract record StreamRequest
{
    private StreamRequest()
    {
    }

    /// <summary>Its name over HTTP; WebSocket's differ only for closing.</summary>
    public abstract string Type { get; }

    internal sealed record Close : StreamRequest
    {
        public override string Type => "close";
    }

    internal sealed record Execute(Stmt Stmt) : StreamRequest
    {
        public override string Type => "execute";
    }

    internal sealed record RunBatch(Batch Batch) : StreamRequest
    {
        public override string Type => "batch";
    }

    internal sealed record Sequence(SqlText Text) : StreamRequest
    {
        public override string Type => "sequence";
    }

    internal sealed record Describe(SqlText Text) : StreamRequest
    {
        public override string Type => "describe";
    }

    internal sealed record StoreSql(int SqlId, string Sql) : StreamRequest
    {
        public override string Type => "store_sql";
    }

    internal sealed record CloseSql(int SqlId) : StreamRequest
    {
        public override string Type => "close_sql";
    }

    internal sealed record GetAutocommit : StreamRequest
    {
        public override string Type => "get_autocommit";
    }
}

/// <summary>The body of a pipeline (Hrana 3, "Execute a pipeline of requests").</summary>
internal sealed record PipelineRequest(string? Baton, IReadOnlyList<StreamRequest> Requests);

/// <summary>The body of a cursor (Hrana 3, "Execute a batch using a cursor").</summary>
internal sealed record CursorRequest(string? Baton, Batch Batch);

namespace DeployMcp.LibSql.Hrana;

/// <summary>An SQL text, or the number of a stored one: exactly one of them is there.</summary>
internal readonly record struct SqlText(string? Sql, int? SqlId);

/// <summary>The structure <c>Stmt</c> (Hrana 3, "Statements").</summary>
internal sealed record Stmt(SqlText Text, IReadOnlyList<SqlValue> Args, IReadOnlyList<NamedArg> NamedArgs, bool WantRows);

internal readonly record struct NamedArg(string Name, SqlValue Value);

/// <summary>The structure <c>Batch</c> (Hrana 3, "Batches").</summary>
internal sealed record Batch(IReadOnlyList<BatchStep> Steps);

internal sealed record BatchStep(BatchCondition? Condition, Stmt Stmt);

/// <summary>The structure <c>BatchCond</c> (Hrana 3, "Conditions").</summary>
internal abstract record BatchCondition
{
    private BatchCondition()
    {
    }

    internal sealed record Succeeded(int Step) : BatchCondition;

    internal sealed record Failed(int Step) : BatchCondition;

    internal sealed record Not(BatchCondition Condition) : BatchCondition;

    internal sealed record All(IReadOnlyList<BatchCondition> Conditions) : BatchCondition;

    internal sealed record Any(IReadOnlyList<BatchCondition> Conditions) : BatchCondition;

    internal sealed record IsAutocommit : BatchCondition;
}

namespace DeployMcp.LibSql.Hrana;

/// <summary>An SQL text, or the number of a stored one: exactly one of them is there.</summary>
internal readonly record struct SqlText(string? Sql, int? SqlId)
{
    /// <exception cref="HranaRefusedException">It is not exactly one.</exception>
    public static SqlText Of(string? sql, int? sqlId)
        => sql is null == sqlId is null ? throw new HranaRefusedException("HRANA_SQL_TEXT", "Exactly one of `sql` and `sql_id` is required") : new SqlText(sql, sqlId);
}

/// <summary>The structure <c>Stmt</c> (Hrana 3, "Statements").</summary>
internal sealed record Stmt(SqlText Text, IReadOnlyList<SqlValue> Args, IReadOnlyList<NamedArg> NamedArgs, bool WantRows);

internal readonly record struct NamedArg(string Name, SqlValue Value);

/// <summary>The structure <c>Batch</c> (Hrana 3, "Batches").</summary>
internal sealed record Batch(IReadOnlyList<BatchStep> Steps)
{
    /// <exception cref="HranaRefusedException">A condition doesn't look back.</exception>
    public static Batch Of(IReadOnlyList<BatchStep> steps)
    {
        for (var i = 0; i < steps.Count; i++)
            CheckReferences(steps[i].Condition, i);
        return new Batch(steps);
    }

    /// <summary>A step can only look back.</summary>
    private static void CheckReferences(BatchCondition? condition, int step)
    {
        switch (condition)
        {
            case BatchCondition.Succeeded { Step: var target }:
                CheckReference(target, step);
                break;
            case BatchCondition.Failed { Step: var target }:
                CheckReference(target, step);
                break;
            case BatchCondition.Not { Condition: var inner }:
                CheckReferences(inner, step);
                break;
            case BatchCondition.All { Conditions: var all }:
                foreach (var inner in all)
                    CheckReferences(inner, step);
                break;
            case BatchCondition.Any { Conditions: var any }:
                foreach (var inner in any)
                    CheckReferences(inner, step);
                break;
        }
    }

    private static void CheckReference(int target, int step)
    {
        if (target < 0 || target >= step)
            throw new HranaRefusedException("HRANA_BATCH_CONDITION", "Invalid reference to step in a batch condition");
    }
}

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

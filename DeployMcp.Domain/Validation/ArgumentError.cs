namespace DeployMcp.Domain.Validation;

/// <summary>One argument that can't be accepted: which, why, and what would be.</summary>
public sealed record ArgumentError(string Argument, string Problem, string Mend)
{
    public override string ToString() => $"{Argument}: {Problem}. {Mend}";
}

/// <summary>A checked value, or every error that was found, never the first one only.</summary>
/// <param name="Value">Null exactly when there are errors.</param>
public sealed record Validated<T>(T? Value, IReadOnlyList<ArgumentError> Errors)
    where T : class;

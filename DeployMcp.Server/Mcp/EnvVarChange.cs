namespace DeployMcp.Server.Mcp;

/// <summary>A variable as it comes in update_service; a value of null, said and not left out, removes it. The text form leaves the value out.</summary>
public sealed record EnvVarChange(string Key, [property: NullMeans("removed")] string? Value)
{
    public override string ToString() => Key;
}

/// <summary>Null is a value of its own here and not "left out": the tool's schema says so, and the check of arguments lets it through.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NullMeansAttribute(string meaning) : Attribute
{
    public string Meaning { get; } = meaning;
}

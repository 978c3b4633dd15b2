namespace DeployMcp.Server.Mcp;

/// <summary>A variable as it comes in a call. Its value is a secret, so the text form leaves it out.</summary>
public sealed record EnvVarArgument(string Key, string Value)
{
    public override string ToString() => Key;
}

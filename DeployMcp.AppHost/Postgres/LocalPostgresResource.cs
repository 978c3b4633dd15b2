namespace DeployMcp.AppHost.Postgres;

/// <summary>PostgreSQL run from binaries on this machine, as a child process that listens on loopback.</summary>
internal sealed class LocalPostgresResource(string name, string command, string workingDirectory, int port, ParameterResource password)
    : ExecutableResource(name, command, workingDirectory), IResourceWithConnectionString
{
    public const string UserName = "deploymcp";

    public ReferenceExpression ConnectionStringExpression
        => ReferenceExpression.Create($"Host=127.0.0.1;Port={port.ToString()};Username={UserName};Password={password}");
}

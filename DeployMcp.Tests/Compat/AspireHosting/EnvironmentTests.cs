using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace DeployMcp.Tests.Compat.AspireHosting;

public class EnvironmentTests
{
    [Fact]
    public async Task WithEnvironment_EachOverload_ReachesTheProcess()
    {
        var lines = await ShellApplication.RunToEndAsync(
            script =>
            {
                var builder = script.ApplicationBuilder;
                var secret = builder.AddParameter("pass-word", "s3cret", secret: true);
                script.WithHttpEndpoint(name: "web", env: "OWN_PORT")
                    .WithEnvironment("PLAIN", "a value")
                    .WithEnvironment("EMPTY", (string?)null)
                    .WithEnvironment("LATE", () => "computed")
                    .WithEnvironment("PARAMETER", secret)
                    .WithEnvironment("TEXT", $"user:{secret}@{script.GetEndpoint("web").Property(EndpointProperty.HostAndPort)}")
                    .WithEnvironment(context => context.EnvironmentVariables["NUMBER"] = 42)
                    .WithArgs("first", "second with blanks");
            },
            "echo \"$PLAIN|${EMPTY-unset}|$LATE|$PARAMETER|$TEXT|$NUMBER|$OWN_PORT|$0|$1\"");

        var parts = Assert.Single(lines).Split('|');
        Assert.Equal(["a value", "", "computed", "s3cret"], parts[..4]);
        Assert.Equal($"user:s3cret@localhost:{parts[6]}", parts[4]);
        Assert.Equal(["42", "first", "second with blanks"], [parts[5], parts[7], parts[8]]);
    }

    [Fact]
    public async Task WithReference_ConnectionString_GivesStringAndProperties()
    {
        var lines = await ShellApplication.RunToEndAsync(
            script => script.WithReference(script.ApplicationBuilder.AddResource(new Database("my-db")), "main"),
            "echo \"$ConnectionStrings__main|$MAIN_HOST\"");

        Assert.Equal("Host=db.example;Port=5432|db.example", Assert.Single(lines));
    }

    [Fact]
    public async Task WithReference_OfAnEndpoint_GivesServiceDiscoveryAndPlainVariable()
    {
        await using var builder = ShellApplication.CreateBuilder();
        var server = builder.AddShell("the-server", "sleep 1000").WithHttpEndpoint();
        // No shell: it would drop a variable with a hyphen in its name.
        builder.AddExecutable("client", "env", "/tmp").WithReference(server.GetEndpoint("http"));
        await using var app = await builder.BuildAsync();
        await app.StartAsync();
        await app.WaitForEndAsync("client");

        var url = server.GetEndpoint("http").Url;
        var lines = await app.LinesOfAsync("client");
        Assert.Single(lines, l => l == $"services__the-server__http__0={url}");
        Assert.Single(lines, l => l == $"THE_SERVER_HTTP={url}");
    }

    [Fact]
    public async Task WithOtlpExporter_EndpointConfigured_SetsOpenTelemetrysVariables()
    {
        var lines = await ShellApplication.RunToEndAsync(
            script =>
            {
                script.ApplicationBuilder.Configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = "http://localhost:4317";
                script.WithOtlpExporter();
            },
            "echo \"$OTEL_EXPORTER_OTLP_ENDPOINT|$OTEL_EXPORTER_OTLP_PROTOCOL|$OTEL_SERVICE_NAME|$OTEL_BSP_SCHEDULE_DELAY\"; echo $OTEL_RESOURCE_ATTRIBUTES");

        Assert.Equal("http://localhost:4317|grpc|script|1000", lines[0]);
        Assert.Matches("^service.instance.id=[0-9a-f]{32}$", lines[1]);
    }

    [Fact]
    public async Task AddParameter_ConfiguredWithUnderscore_IsFound()
    {
        var lines = await ShellApplication.RunToEndAsync(
            script =>
            {
                script.ApplicationBuilder.Configuration["Parameters:api_key"] = "k";
                script.WithEnvironment("KEY", script.ApplicationBuilder.AddParameter("api-key", secret: true));
            },
            "echo $KEY");

        Assert.Equal("k", Assert.Single(lines));
    }

    [Fact]
    public async Task WithEndpoint_PortAndTargetPortDiffer_BothAreKnown()
    {
        var lines = await ShellApplication.RunToEndAsync(
            script =>
            {
                script.WithEndpoint(targetPort: 5999, scheme: "tcp", name: "main", protocol: ProtocolType.Tcp);
                script.WithEnvironment("TARGET", script.GetEndpoint("main").Property(EndpointProperty.TargetPort));
            },
            "echo $TARGET");

        Assert.Equal("5999", Assert.Single(lines));
    }

    private sealed class Database(string name) : Resource(name), IResourceWithConnectionString
    {
        public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"Host=db.example;Port=5432");

        public IEnumerable<KeyValuePair<string, ReferenceExpression>> GetConnectionProperties()
            => [new("Host", ReferenceExpression.Create($"db.example"))];
    }
}

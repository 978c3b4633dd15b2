using System.Net.Http.Json;
using System.Reflection;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace DeployMcp.Tests.Compat.AspireHosting;

public class ProjectTests
{
    [Fact]
    public void GeneratedClass_OfAReferencedProject_HasUpstreamsShape()
    {
        var type = typeof(Projects.Fixture_AppHost).Assembly.GetType("Projects.Fixture_Web_1", throwOnError: true)!;
        var metadata = Assert.IsType<IProjectMetadata>(Activator.CreateInstance(type), exactMatch: false);

        Assert.EndsWith("/Fixture.Web-1/Fixture.Web-1.csproj", metadata.ProjectPath, StringComparison.Ordinal);
        Assert.True(File.Exists(metadata.ProjectPath));
        Assert.True(metadata.SuppressBuild);
        Assert.True(Directory.Exists(Projects.Fixture_AppHost.ProjectPath));
        Assert.Empty(typeof(Projects.Fixture_AppHost).GetConstructors(BindingFlags.Public | BindingFlags.Instance));
    }

    [Fact]
    public async Task AddProject_LaunchProfile_GivesEndpointsVariablesAndArguments()
    {
        await using var builder = ShellApplication.CreateBuilder();
        builder.AddProject<ProfiledProject>("web").WithHttpHealthCheck("/pid").WithEnvironment("OVERRIDDEN", "by the AppHost");
        await using var app = await builder.BuildAsync();
        await app.StartAsync();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("web").WaitAsync(ShellApplication.Patience);

        using var client = app.CreateHttpClient("web");
        var environment = (await client.GetFromJsonAsync<Dictionary<string, string>>("/env"))!;
        Assert.Equal("yes", environment["FROM_PROFILE"]);
        Assert.Equal("by the AppHost", environment["OVERRIDDEN"]);
        Assert.Equal("Staging", environment["ASPNETCORE_ENVIRONMENT"]);
        Assert.Equal($"http://localhost:{client.BaseAddress!.Port}", environment["ASPNETCORE_URLS"]);
        Assert.NotEqual(5123, client.BaseAddress.Port);
        Assert.Equal("--flag|two words", string.Join('|', (await client.GetFromJsonAsync<string[]>("/args"))!));
    }

    [Fact]
    public async Task WithReplicas_Two_ShareOnePort()
    {
        await using var builder = ShellApplication.CreateBuilder();
        builder.AddProject<WebProject>("web").WithHttpEndpoint().WithHttpHealthCheck("/pid").WithReplicas(2);
        await using var app = await builder.BuildAsync();
        await app.StartAsync();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("web").WaitAsync(ShellApplication.Patience);

        var url = new Uri(app.GetEndpoint("web"), "/pid");
        var pids = new HashSet<int>();
        await ShellApplication.UntilAsync(
            () =>
            {
                using var client = new HttpClient();
                try
                {
                    pids.Add(int.Parse(client.GetStringAsync(url).GetAwaiter().GetResult(), System.Globalization.CultureInfo.InvariantCulture));
                }
                catch (HttpRequestException)
                {
                    // The second one isn't up yet.
                }

                return pids.Count == 2;
            },
            "both replicas have answered");
    }

    [Fact]
    public async Task AddProject_NotBuilt_SaysHowToBuildIt()
    {
        await using var builder = ShellApplication.CreateBuilder();
        builder.AddProject("one", "/tmp/nowhere/Nothing.csproj");
        await using var app = await builder.BuildAsync();
        await app.StartAsync();

        Assert.Equal(KnownResourceStates.FailedToStart, (await app.WaitForEndAsync("one")).State?.Text);
        Assert.Contains(await app.LinesOfAsync("one"), l => l.Contains("dotnet build /tmp/nowhere/Nothing.csproj", StringComparison.Ordinal));
    }

    private static string WebProjectPath => Path.GetFullPath(Path.Combine(Projects.Fixture_AppHost.ProjectPath, "../Fixture.Web-1/Fixture.Web-1.csproj"));

    private sealed class WebProject : IProjectMetadata
    {
        public string ProjectPath => WebProjectPath;
    }

    private sealed class ProfiledProject : IProjectMetadata
    {
        public string ProjectPath => WebProjectPath;

        public LaunchSettings? LaunchSettings => new()
        {
            Profiles =
            {
                ["http"] = new LaunchProfile
                {
                    CommandName = "Project",
                    ApplicationUrl = "http://localhost:5123",
                    CommandLineArgs = "--flag \"two words\"",
                    EnvironmentVariables = { ["FROM_PROFILE"] = "yes", ["OVERRIDDEN"] = "no", ["ASPNETCORE_ENVIRONMENT"] = "Staging" },
                },
            },
        };
    }
}

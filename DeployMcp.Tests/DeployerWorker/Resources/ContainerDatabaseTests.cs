using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Services;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.DeployerWorker.Resources;

/// <summary>An app in a container reaches the database that it is given.</summary>
public sealed class ContainerDatabaseTests(DeployerBench bench) : IClassFixture<DeployerBench>
{
    private const string Query = """{"requests":[{"type":"execute","stmt":{"sql":"select 6 * 7"}},{"type":"close"}]}""";

    [Fact]
    public async Task Container_WithADatabase_ReachesIt()
    {
        if (!await TestDocker.IsAvailableAsync())
        {
            Assert.NotEmpty((await TestDocker.ProblemAsync())!);
            return;
        }

        var repo = await bench.CreateRepoAsync();
        await repo.CommitAsync(
            ("Dockerfile", $"FROM {TestDocker.BaseImage}\nCOPY start.sh /start.sh\nRUN mkdir /www\nCMD [\"sh\", \"/start.sh\"]\n"),
            ("start.sh", $"""
                wget -q -O /www/index.html --header "Authorization: Bearer $DATABASE_AUTH_TOKEN" --header 'Content-Type: application/json' \
                  --post-data '{Query}' "$DATABASE_URL"v2/pipeline 2> /www/error || cp /www/error /www/index.html
                exec httpd -f -p $PORT -h /www

                """));
        var (service, deployment) = await bench.CreateServiceAsync(repo, s => s with { BuildPack = BuildPack.Dockerfile }, [], "from-container");

        var result = await bench.RunAsync(deployment);

        Assert.True(result.Status == DeploymentStatus.Active, await bench.LogAsync(deployment));
        Assert.Contains("\"42\"", await bench.Agent.GetAsync(service.Hostname), StringComparison.Ordinal);
    }
}

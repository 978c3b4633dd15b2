using System.Net;

namespace DeployMcp.Tests.EndToEnd;

[Collection(PlatformCollection.Name)]
public class RecoveryTests(PlatformFixture fixture)
{
    [Fact]
    public async Task Push_SeveralInQuickSuccession_EndsOnTheNewest()
    {
        await using var mcp = await fixture.ConnectAsync();
        using var agent = new Agent(mcp, fixture.Platform.Connection, "hasty");
        agent.Work.WriteNodeApp("version 0");
        await agent.PushAsync();
        await agent.CreateServiceAsync();

        // The older ones take longer to build than the newest.
        for (var version = 1; version <= 4; version++)
        {
            agent.Work.WriteNodeApp($"version {version}")
                .Write("package.json", $$$"""{"name":"app","private":true,"scripts":{"build":"sleep {{{4 - version}}}","start":"node server.js"}}""");
            await agent.PushAsync($"version {version}");
        }

        await agent.WaitForTextAsync("version 4");
        var service = await agent.WaitForStatusAsync("active");

        Assert.Equal(agent.Work.Head(), (string?)service["deployment"]!["commit"]);
        await Eventually.TrueAsync(
            async () => (await mcp.CallAsync("get_service", new { name = "hasty" }))["deployments"]!.AsArray()
                .All(d => (string?)d!["status"] is not ("queued" or "building" or "deploying")),
            "the older ones have ended");
        Assert.Equal("version 4", await agent.GetAsync());
    }

    [Fact]
    public async Task Crash_ThatComesAgainAndAgain_IsShownAndMendsItself()
    {
        var marker = Path.Combine(Path.GetTempPath(), $"deploymcp-broken-{Guid.NewGuid():N}");
        await using var mcp = await fixture.ConnectAsync();
        using var agent = new Agent(mcp, fixture.Platform.Connection, "shaky");
        agent.Work.WriteNodeApp("steady").Write("server.js", $$"""
            const fs = require('node:fs');
            require('node:http').createServer((request, response) => response.end('steady')).listen(process.env.PORT);
            setInterval(() => { if (fs.existsSync('{{marker}}')) { console.error('the ground is shaking'); process.exit(9); } }, 200);
            """);
        await agent.PushAsync();
        await agent.CreateServiceAsync();

        await File.WriteAllTextAsync(marker, "");
        try
        {
            var crashed = await agent.WaitForStatusAsync("crashed");
            Assert.Contains("the ground is shaking", crashed["logs"]!["runtime"]!.ToJsonString(), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await agent.AnswerAsync()).StatusCode);
        }
        finally
        {
            File.Delete(marker);
        }

        await agent.WaitForTextAsync("steady");
        await agent.WaitForStatusAsync("active");
    }
}

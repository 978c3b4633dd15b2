using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DeployMcp.Planning.Runtime;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.Agent.Containers;

public sealed class ContainerAdoptionTests
{
    private const string Serve = "mkdir -p /www/cgi-bin; echo up > /www/index.html; printf '#!/bin/sh\\necho \"said $QUERY_STRING\" >/proc/1/fd/1\\necho; echo said\\n' > /www/cgi-bin/say; chmod +x /www/cgi-bin/say; exec httpd -f -p $PORT -h /www";

    [Fact]
    public async Task Restart_AfterSigkill_AdoptsWhatRunsAndRemovesWhatNobodyKnows()
    {
        var agent = ContainerAgent.New();
        try
        {
            await TestDocker.IsAvailableAsync();
            await agent.InitializeAsync();
            if (await ContainerAgent.SpecAsync(agent, Serve) is not { } spec)
            {
                return;
            }

            spec = spec with { Environment = AgentProcess.Variables(("SECRET", "needed")) };
            var name = await agent.ServeAsync(spec);
            var container = Assert.Single(await ContainerAgent.ContainersAsync(spec.ServiceId));
            var forgotten = (await ContainerAgent.SpecAsync(agent, Serve))!;
            await agent.ServeAsync(forgotten);
            Assert.Equal("said\n", await agent.TextAsync(name, "/cgi-bin/say?before"));
            await LoggedAsync(agent, spec, "said before");
            agent.Signal("KILL");
            await agent.ExitAsync();
            Assert.DoesNotContain("needed", await File.ReadAllTextAsync(Path.Combine(agent.Data, "state.json")), StringComparison.Ordinal);
            Forget(agent, forgotten);

            await agent.InitializeAsync();

            var adopted = await agent.GetAsync(spec, 0);
            Assert.Equal((RevisionPhase.Ready, true), (adopted.Phase, adopted.Serving));
            Assert.Equal(container, Assert.Single(await ContainerAgent.ContainersAsync(spec.ServiceId)));
            Assert.Equal("said\n", await agent.TextAsync(name, "/cgi-bin/say?after"));
            Assert.Equal(["said before", "said after"], await LoggedAsync(agent, spec, "said after"));
            await Eventually.TrueAsync(async () => (await ContainerAgent.ContainersAsync(forgotten.ServiceId)).Count == 0, "the container that no record knows is removed");

            await TestDocker.RunAsync("kill", container);
            await Eventually.TrueAsync(async () => (await agent.GetAsync(spec, 0)).Phase == RevisionPhase.Crashed, "its end is seen");
            await agent.PutAsync(spec);
            await Eventually.TrueAsync(async () => (await agent.GetAsync(spec, 0)).Phase == RevisionPhase.Ready, "the applied spec brings it back");
            Assert.Equal("up\n", await agent.TextAsync(name));
        }
        finally
        {
            await agent.DisposeAsync();
            agent.Dispose();
        }
    }

    [Fact]
    public async Task Sigterm_StopsAndRemovesAllContainers()
    {
        var agent = ContainerAgent.New();
        try
        {
            await TestDocker.IsAvailableAsync();
            await agent.InitializeAsync();
            if (await ContainerAgent.SpecAsync(agent, Serve) is not { } spec)
            {
                return;
            }

            await agent.ServeAsync(spec);
            agent.Signal("TERM");

            Assert.Equal(0, await agent.ExitAsync());
            Assert.Empty(await ContainerAgent.ContainersAsync(spec.ServiceId));
        }
        finally
        {
            agent.Dispose();
        }
    }

    /// <summary>What the container has said so far, once a line is among it.</summary>
    private static async Task<IReadOnlyList<string>> LoggedAsync(AgentProcess agent, RevisionSpec spec, string line)
    {
        IReadOnlyList<string> said = [];
        await Eventually.TrueAsync(
            async () => (said = [.. (await agent.Api.GetFromJsonAsync<RuntimeLogLine[]>($"v1/services/{spec.ServiceId}/logs?lines=10"))!
                .Select(l => l.Text).Where(t => t.StartsWith("said", StringComparison.Ordinal))]).Contains(line, StringComparer.Ordinal),
            $"'{line}' is in the log");
        return said;
    }

    /// <summary>As if the agent had been killed between launch and record.</summary>
    private static void Forget(AgentProcess agent, RevisionSpec spec)
    {
        var path = Path.Combine(agent.Data, "state.json");
        var state = JsonNode.Parse(File.ReadAllText(path))!;
        var revisions = state["revisions"]!.AsArray();
        revisions.Remove(revisions.Single(r => r!["spec"]!["deploymentId"]!["value"]!.GetValue<string>() == spec.DeploymentId.Value.ToString()));
        File.WriteAllText(path, state.ToJsonString());
    }
}

using System.Diagnostics;
using DeployMcp.Benchmarks.Platform;

namespace DeployMcp.Benchmarks.Deploy;

/// <summary>The same steps by the platform.</summary>
internal sealed class PlatformDeploy(PlatformConnection connection, AgentSession agent)
{
    /// <summary>create_service → first 200. The repository is there and pushed to, as the shell's is.</summary>
    public async Task<TimeSpan> FirstAsync(Visitor visitor, string name, string range)
    {
        using var work = await WorkingCopy.CreateAsync();
        await work.WriteExpressAppAsync(name, range);
        var commit = await work.CommitAsync(name);
        await work.PushAsync(await agent.CreateRepositoryAsync(name));

        var clock = Stopwatch.StartNew();
        await agent.CreateServiceAsync(name, name);
        await visitor.WaitForAsync(UrlOf(name), name);
        var took = clock.Elapsed;

        await agent.WaitUntilActiveAsync(name, commit);
        return took;
    }

    /// <summary>A live service to push to.</summary>
    public async Task<PushedService> CreateAsync(Visitor visitor, string name)
    {
        var work = await WorkingCopy.CreateAsync();
        await work.WriteExpressAppAsync(name);
        var commit = await work.CommitAsync(name);
        var remote = await agent.CreateRepositoryAsync(name);
        await work.PushAsync(remote);
        await agent.CreateServiceAsync(name, name);
        await visitor.WaitForAsync(UrlOf(name), name);
        await agent.WaitUntilActiveAsync(name, commit);
        return new PushedService(agent, name, UrlOf(name), work, remote);
    }

    private string UrlOf(string name) => connection.EdgeUrl.Replace("{name}", name, StringComparison.Ordinal) + "/";
}

/// <param name="FromPush">From the beginning of <c>git push</c> to the first answer of the new version.</param>
/// <param name="FromPushed">The same from the moment at which <c>git push</c> had returned; 0 when it was served by then.</param>
internal sealed record Redeployment(TimeSpan FromPush, TimeSpan FromPushed);

internal sealed class PushedService(AgentSession agent, string name, string url, WorkingCopy work, RemoteRepository remote) : IDisposable
{
    public string Url => url;

    public async Task<Redeployment> AgainAsync(Visitor visitor, string text)
    {
        await work.WriteExpressAppAsync(text);
        var commit = await work.CommitAsync(text);
        var clock = Stopwatch.StartNew();
        var served = visitor.WaitForAsync(url, text);
        await work.PushAsync(remote);
        var pushed = clock.Elapsed;
        await served;
        var took = clock.Elapsed;
        await agent.WaitUntilActiveAsync(name, commit);
        return new Redeployment(took, took - pushed);
    }

    /// <param name="text">What the version before says.</param>
    public async Task<TimeSpan> RollBackAsync(Visitor visitor, string text)
    {
        var clock = Stopwatch.StartNew();
        var settled = agent.CallAsync("rollback_service", new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = name, ["wait_seconds"] = 60 });
        await visitor.WaitForAsync(url, text);
        var took = clock.Elapsed;
        await settled;
        return took;
    }

    public void Dispose() => work.Dispose();
}

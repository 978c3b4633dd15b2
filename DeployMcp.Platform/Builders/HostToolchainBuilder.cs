using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Services;
using DeployMcp.Planning.Plans;
using DeployMcp.Planning.Runtime;
using DeployMcp.Planning.Sandbox;
using DeployMcp.Platform.Builders.Caches;
using DeployMcp.Platform.Builders.Dependencies;
using DeployMcp.Platform.Builders.Output;
using DeployMcp.Platform.Builders.Processes;
using DeployMcp.Platform.Builders.Tools;
using DeployMcp.Platform.Concurrency;

namespace DeployMcp.Platform.Builders;

/// <param name="Slot">The service's.</param>
/// <param name="Variables">Available to the build, and masked in what it prints.</param>
/// <param name="Release">Whose release it becomes: an image bears it. Only a plan with an image needs it.</param>
public sealed record BuildRequest(int Slot, BuildPlan Plan, IReadOnlyList<EnvVar> Variables, ReleaseIdentity? Release = null);

/// <param name="Artifact">The release's name in the artifact store.</param>
public sealed record ReleaseIdentity(ServiceId ServiceId, DeploymentId DeploymentId, string Artifact)
{
    /// <summary>What an image in a registry is named by. Only a builder that pushes needs it.</summary>
    public ImageSource? Image { get; init; }
}

/// <param name="Tenant">The tenant's namespace.</param>
/// <param name="Service">The service's name in it.</param>
/// <param name="Commit">The tag.</param>
/// <param name="Settings">What the user decided about the build.</param>
public sealed record ImageSource(string Tenant, string Service, string Commit, PlanSettings Settings);

/// <summary>What a build left, ready to be published.</summary>
/// <param name="Directory">Absolute, inside the workspace; empty for an image in a registry, of which the deployment's row is the record.</param>
/// <param name="Environment">Defaults for the process; the user's variables override them.</param>
public sealed record BuiltRelease(
    string Directory, RevisionProcess? Process, StaticSite? Static, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Set when it is an image in the container engine; the directory then only holds its record.</summary>
    public RevisionImage? Image { get; init; }
}

/// <summary>
/// Builds with the toolchains of this machine: each step in a sandboxed directory, under its own uid where the platform is
/// root, within limits of time, output, memory, disk and processes. No process survives a build.
/// </summary>
public sealed class HostToolchainBuilder : IBuilder
{
    private readonly BuildOptions _options;
    private readonly TimeProvider _time;
    private readonly SandboxedStep _sandbox;
    private readonly BuildFailures _failures;
    private readonly DependencyInstaller _dependencies;
    private readonly ToolchainInstaller _tools;
    private readonly DependencyStore _store;
    private readonly ServiceCaches _caches;
    private readonly KeyedLock _oneForEachService = new();

    public HostToolchainBuilder(BuildOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _sandbox = new SandboxedStep(options, time);
        _failures = new BuildFailures(options);
        _store = new DependencyStore(options);
        _caches = new ServiceCaches(options);
        var isolated = new IsolatedInstaller(options, _store, _sandbox, _failures);
        _dependencies = new DependencyInstaller(_store, isolated, _sandbox, _failures);
        _tools = new ToolchainInstaller(isolated);
    }

    /// <summary>
    /// To be held from before the workspace is made until it is gone: one build of a service at a time, as all of them run
    /// under one uid. What a killed worker left running of the service's builds is ended.
    /// </summary>
    public async Task<IDisposable> ReserveAsync(int slot, CancellationToken cancellationToken)
    {
        var held = await _oneForEachService.EnterAsync($"{slot}", cancellationToken);
        try
        {
            await KillLeftoversAsync(BuildUser.UidOf(_options.WorkDirectory, slot));
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public bool Builds(BuildPlan plan) => plan.Image is null;

    /// <param name="workspace">Its files belong to the service's build user already.</param>
    /// <exception cref="DeploymentFailureException">The user's code or settings.</exception>
    /// <exception cref="OperationCanceledException">All processes have ended.</exception>
    public async Task<BuiltRelease> BuildAsync(BuildRequest request, BuildWorkspace workspace, IBuildLog log, CancellationToken cancellationToken)
    {
        if (request.Plan.Tools.FirstOrDefault(t => ToolPath.Find(t) is null) is { } missing)
        {
            throw BuildFailures.MissingTool(missing, request.Plan.Provider);
        }

        var uid = BuildUser.UidOf(_options.WorkDirectory, request.Slot);
        var context = Context(request, workspace, uid, log);
        try
        {
            context = context with { Toolchain = await _tools.EnsureAsync(request.Plan, context.Output, log, context.Deadline, cancellationToken) };
            await RunStepsAsync(request, context, log, cancellationToken);
        }
        finally
        {
            _caches.Close(request.Slot, request.Plan, workspace, log);
        }

        var release = ReleaseTools.Add(ReleaseOutput.Of(request.Plan, workspace), context.Toolchain);
        if (uid is { } builder)
        {
            await BuildWorkspace.ChangeOwnerAsync(release.Directory, builder, SandboxCommand.UidOf(request.Slot), cancellationToken);
        }

        return release;
    }

    /// <summary>Before the first build: ends all processes of builds in this work directory, and drops half-made cache entries.</summary>
    public async Task EndLeftoversAsync()
    {
        await BuildProcesses.OfAllBuilds(_options.WorkDirectory).KillAsync();
        _store.Sweep();
    }

    /// <summary>Removes what is kept for a service that is gone.</summary>
    public void Forget(int slot)
    {
        _store.Remove($"{slot}");
        _caches.Remove(slot);
        var downloads = NpmCache.PathOf(_options, slot);
        if (Directory.Exists(downloads))
        {
            Directory.Delete(downloads, recursive: true);
        }
    }

    private async Task RunStepsAsync(BuildRequest request, StepContext context, IBuildLog log, CancellationToken cancellationToken)
    {
        var directory = Path.Combine(context.Workspace.Source, request.Plan.Directory);
        var started = _time.GetTimestamp();
        if (request.Plan.Install is { } install)
        {
            await _dependencies.InstallAsync(context, request.Plan, InstallDirectory(install, request.Plan, context.Workspace), request.Slot, log, cancellationToken);
            log.Write($"Dependencies ready after {_time.GetElapsedTime(started).TotalSeconds:0.0} s");
        }

        if (request.Plan.Assets?.Install is { } assets)
        {
            await _dependencies.InstallAsync(context, request.Plan with { Install = assets }, InstallDirectory(assets, request.Plan, context.Workspace), request.Slot, log, cancellationToken);
        }

        BuildStep?[] builds = [request.Plan.Assets?.Build, request.Plan.Build];
        foreach (var build in builds.OfType<BuildStep>())
        {
            log.Write($"Building: {build.Shown}");
            var result = await _sandbox.RunAsync(context, build, directory, cancellationToken);
            if (!result.Succeeded)
            {
                throw _failures.Of(build, result, context.Output, isInstall: false);
            }
        }

        log.Write($"Built in {_time.GetElapsedTime(started).TotalSeconds:0.0} s");
    }

    /// <summary>The workspace's root, where the plan has one.</summary>
    private static string InstallDirectory(InstallStep install, BuildPlan plan, BuildWorkspace workspace)
        => Path.Combine(workspace.Source, install.Directory ?? plan.Directory);

    private StepContext Context(BuildRequest request, BuildWorkspace workspace, int? uid, IBuildLog log) => new(
        workspace,
        uid,
        OwnsUid: true,
        BuildEnvironment.Of(workspace, NpmCache.Ensure(_options, request.Slot, uid), request.Variables, _caches.Open(request.Slot, request.Plan, workspace, uid, log)),
        new BuildOutput(log, new SecretMask(request.Variables), workspace.Source, _options),
        _time.GetUtcNow() + _options.TimeLimit,
        _caches.PathOf(request.Slot));

    /// <summary>Of an attempt whose worker was killed.</summary>
    private async Task KillLeftoversAsync(int? uid)
    {
        if (uid is not null)
        {
            await BuildProcesses.Of(uid, "", _options.WorkDirectory).KillAsync();
        }
    }
}

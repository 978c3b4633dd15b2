using DeployMcp.Data.Deployments;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Services;
using DeployMcp.Platform.Secrets;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.Services;

/// <param name="IncludeEnv">Values too; without it names only.</param>
/// <param name="DeployLogLines">0 to 500; null is what fits: 50 after a failure, 20 while in progress, else none.</param>
/// <param name="RuntimeLogLines">0 to 500; null is 50 when the process died, else none.</param>
public sealed record ServiceQuestion(string Name, string? Project, bool IncludeEnv = false, int? DeployLogLines = null, int? RuntimeLogLines = null);

/// <param name="Recent">The last deployments, newest first.</param>
/// <param name="EnvVars">Values are null unless asked for.</param>
/// <param name="Resources">What its databases give it.</param>
/// <param name="DeployLog">Null when no lines were asked for.</param>
public sealed record ServiceDetails(
    ServiceOverview Overview,
    IReadOnlyList<Deployment> Recent,
    IReadOnlyList<(string Key, string? Value)> EnvVars,
    IReadOnlyList<ServiceVariable> Resources,
    IReadOnlyList<string>? DeployLog,
    IReadOnlyList<string>? RuntimeLog);

/// <summary>One service with its last deployments, why that failed if it did, variables and logs.</summary>
public sealed class GetService(
    ServiceStore services, DeploymentStore deployments, EnvVarStore variables, ServiceWiring wiring, SecretCipher cipher, DeploymentLogStore deployLogs, RuntimeLogs runtimeLogs)
{
    private const int LinesAfterFailure = 50;
    private const int LinesInProgress = 20;
    private const int RecentDeployments = 10;

    /// <exception cref="RefusalException">The caller has no such service, or asks for values with a key that only reads.</exception>
    public async Task<ServiceDetails> RunAsync(Caller caller, ServiceQuestion question, CancellationToken cancellationToken)
    {
        if (question.IncludeEnv)
        {
            caller.Require(KeyScope.Deploy, "get_service with include_env");
        }

        var service = ServiceRef.Of(caller, question.Name, question.Project);
        var overview = await services.OverviewAsync(caller.UserId, service.Project, service.Name)
            ?? throw RefusalException.NoService(service.Name, service.Project);
        var deployLines = Lines(question.DeployLogLines, DefaultDeployLines(overview.Newest));
        var runtimeLines = Lines(question.RuntimeLogLines, DefaultRuntimeLines(overview.Newest));
        return new ServiceDetails(
            overview,
            await deployments.ListAsync(overview.Service.Id, RecentDeployments),
            [.. (await variables.ListAsync(overview.Service.Id)).Select(v => (v.Key, question.IncludeEnv ? Reveal(overview.Service.Id, v) : null))],
            await wiring.OfAsync(overview.Service.Id),
            deployLines > 0 && overview.Newest is { } newest ? [.. (await deployLogs.TailAsync(newest.Id, deployLines)).Select(l => l.Text)] : null,
            runtimeLines > 0 ? await runtimeLogs.TailAsync(overview.Service, runtimeLines, cancellationToken) : null);
    }

    private string Reveal(ServiceId id, EncryptedEnvVar variable) => cipher.Decrypt(id.Value, variable.Key, variable.Value).Reveal();

    private static int Lines(int? asked, int byDefault) => Math.Clamp(asked ?? byDefault, 0, ServiceLimits.MaxLogLines);

    private static int DefaultDeployLines(Deployment? newest) => newest?.Status switch
    {
        DeploymentStatus.Failed => LinesAfterFailure,
        { } status when status.IsInProgress() => LinesInProgress,
        _ => 0,
    };

    private static int DefaultRuntimeLines(Deployment? newest)
        => newest?.Status == DeploymentStatus.Crashed || newest?.Failure?.Code is FailureCode.CrashedOnStart or FailureCode.OutOfMemory ? LinesAfterFailure : 0;
}

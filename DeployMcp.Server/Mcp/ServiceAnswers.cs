using System.Text;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Services;
using DeployMcp.Server.Mcp.Tasks;
using DeployMcp.Server.Services;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DeployMcp.Server.Mcp;

/// <summary>Services as answers: the structured result, and a text that names what to call next.</summary>
public sealed class ServiceAnswers(DeploymentWait wait, ServiceSettings settings, TimeProvider time)
{
    /// <summary>The answer of a call that began a deployment, after following it for as long as the caller wants.</summary>
    internal async Task<CallToolResult> FollowAsync(
        ServiceOverview overview, string happened, int? waitSeconds, RequestContext<CallToolRequestParams> context, CancellationToken cancellationToken)
    {
        if (overview.Newest is { } inProgress && inProgress.Status.IsInProgress() && DeploymentTaskOffer.TryTake(context, overview, happened))
        {
            return Unchanged(overview, happened);
        }

        if (overview.Newest is { } begun && waitSeconds > 0)
        {
            var settled = await wait.UntilSettledAsync(begun.Id, waitSeconds.Value, DeploymentProgress.For(context, cancellationToken), cancellationToken);
            overview = overview with { Newest = settled ?? begun };
        }

        return Unchanged(overview, happened);
    }

    /// <summary>The answer of a call that began no deployment.</summary>
    internal CallToolResult Unchanged(ServiceOverview overview, string happened)
        => ToolAnswer.Of(View(overview), ResultJson.Default.ServiceResult, $"{happened} {Describe(overview)}");

    internal CallToolResult List(IReadOnlyList<ServiceSummary> services)
    {
        var results = services.Select(View).ToArray();
        var text = new StringBuilder();
        text.Append(results.Length == 0 ? "No services yet. Next: create_service." : $"{results.Length} services:");
        foreach (var service in results)
        {
            text.Append($"\n- {service.Name} (project {service.Project}): {service.Status}, {service.Url}");
        }

        return ToolAnswer.Of(new ServiceListResult(results), ResultJson.Default.ServiceListResult, text.ToString());
    }

    internal CallToolResult Details(ServiceDetails details)
    {
        var result = View(details.Overview) with
        {
            EnvVars = Variables(details) is { Count: > 0 } variables ? variables : null,
            Resources = details.Resources.Count == 0 ? null : [.. details.Resources.Select(v => v.Resource).Distinct(StringComparer.Ordinal)],
            Logs = details.DeployLog is null && details.RuntimeLog is null ? null : new LogsResult(details.DeployLog, details.RuntimeLog),
            Deployments = [.. details.Recent.Select(View)],
        };
        return ToolAnswer.Of(result, ResultJson.Default.ServiceResult, $"Service {result.Name}: {Describe(details.Overview)}{ServiceText.Of(result)}{ServiceText.Overridden(details.Resources)}");
    }

    /// <summary>The user's own first; where they have one by the name of a database's, that one counts.</summary>
    private static List<EnvVarResult> Variables(ServiceDetails details) =>
    [
        .. details.EnvVars.Select(v => new EnvVarResult(v.Key, v.Value)),
        .. details.Resources.Where(v => !v.IsOverridden).Select(v => new EnvVarResult(v.Key, Resource: v.Resource)),
    ];

    internal static CallToolResult Deleted(DeletedService deleted) => ToolAnswer.Of(
        new DeletionResult(deleted.Service.Name, deleted.Service.Project, deleted.Finished),
        ResultJson.Default.DeletionResult,
        (deleted.Finished
            ? $"Service {deleted.Service.Name} is gone: processes, files, variables and URL. Its name is free."
            : $"Service {deleted.Service.Name} is deleted and its name is free; its processes and files are still being removed, which finishes by itself.")
            + (deleted.Resources.Count == 0 ? "" : $" Its databases stay: {string.Join(", ", deleted.Resources)}."));

    private ServiceResult View(ServiceOverview overview)
    {
        var (service, newest, _) = overview;
        return new ServiceResult(
            service.Name,
            service.Project,
            settings.UrlOf(service.Hostname),
            overview.Status.ToWire(),
            service.Spec.Repo,
            service.Spec.Branch,
            service.Spec.BuildPack.ToWire(),
            newest is null ? null : View(newest),
            newest?.Failure is { } f ? new FailureResult(f.Code.ToWire(), f.Message, f.Next, f.Evidence) : null);
    }

    private ServiceResult View(ServiceSummary service) => new(
        service.Name,
        service.Project,
        settings.UrlOf(service.Hostname),
        service.Status.ToWire(),
        service.Repo,
        service.Branch,
        service.BuildPack.ToWire(),
        service.Newest is { } d
            ? new DeploymentResult(d.Id.ToString("N"), d.Status.ToWire(), d.StartedAt ?? d.CreatedAt, Seconds(d.CreatedAt, d.FinishedAt), d.CommitSha, d.CommitMessage)
            : null,
        service.Newest?.Failure is { } failure ? new FailureResult(failure.Code, failure.Message, failure.Next) : null);

    private DeploymentResult View(Deployment deployment) => new(
        deployment.Id.ToString(),
        deployment.Status.ToWire(),
        deployment.StartedAt ?? deployment.CreatedAt,
        Seconds(deployment.CreatedAt, deployment.FinishedAt),
        deployment.CommitSha,
        deployment.CommitMessage,
        deployment.CommitAuthor,
        deployment.Trigger.ToString().ToLowerInvariant());

    private double Seconds(DateTimeOffset from, DateTimeOffset? to) => Math.Round(((to ?? time.GetUtcNow()) - from).TotalSeconds, 1);

    private string Describe(ServiceOverview overview)
    {
        var (service, newest, serving) = overview;
        var url = settings.UrlOf(service.Hostname);
        var get = $"get_service with name=\"{service.Name}\"{(service.Project == ServiceLimits.DefaultProject ? "" : $", project=\"{service.Project}\"")}";
        var old = serving is not null && serving.Id != newest?.Id ? $" The version before it{Short(serving)} keeps serving." : "";
        return overview.Status switch
        {
            DeploymentStatus.Active => $"Active: {url} serves{Short(newest is { Status: DeploymentStatus.Active } ? newest : serving)}.",
            DeploymentStatus.Failed => $"Failed{Short(newest)}: {newest?.Failure?.Code.ToWire() ?? "unknown"}. {newest?.Failure?.Message}{old} Next: {newest?.Failure?.Next ?? get}",
            DeploymentStatus.Crashed => $"Crashed: its process keeps dying. {newest?.Failure?.Message} Next: {newest?.Failure?.Next ?? $"{get} and runtime_log_lines=100, or rollback_service for the version before"}",
            DeploymentStatus.Cancelled or DeploymentStatus.Superseded or DeploymentStatus.Removed =>
                $"{Sentence(newest!)}; nothing serves at {url} yet. Next: push, or call redeploy_service with name=\"{service.Name}\".",
            var status => $"{char.ToUpperInvariant(status.ToWire()[0])}{status.ToWire()[1..]}{Short(newest)}; it will be at {url}.{old} Next: {get} until status is active or failed.",
        };
    }

    private static string Sentence(Deployment deployment) => $"The newest deployment{Short(deployment)} is {deployment.Status.ToWire()}";

    private static string Short(Deployment? deployment) => deployment?.CommitSha is { Length: >= 7 } sha ? $" (commit {sha[..7]})" : "";
}

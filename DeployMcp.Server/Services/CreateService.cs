using DeployMcp.Data.Git;
using DeployMcp.Data.Resources;
using DeployMcp.Data.Services;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Git;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Services;
using DeployMcp.Domain.Validation;
using DeployMcp.Platform.Secrets;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;
using DeployMcp.Server.GitHub;
using DeployMcp.Server.Resources;

namespace DeployMcp.Server.Services;

/// <param name="Created">False when the same call had made it before.</param>
/// <param name="Resources">Its databases and how each came to be; empty where it existed.</param>
/// <param name="Variables">What its databases give it.</param>
public sealed record CreatedService(ServiceOverview Overview, bool Created, IReadOnlyList<EnsuredResource> Resources, IReadOnlyList<ServiceVariable> Variables);

/// <summary>
/// Makes a service, the databases that it lacks and its first deployment, in one transaction. All arguments are checked first and every error is told at
/// once. Asked again in the same words it returns what there is; in other words, it says which differ.
/// </summary>
public sealed class CreateService(
    ServiceStore services,
    RepoStore repos,
    GitHubRepos gitHubRepos,
    SecretCipher cipher,
    BranchResolver branches,
    DeploymentStarter starter,
    ResourceOrders orders,
    ResourceStarter resourceStarter,
    ServiceWiring wiring,
    ServiceDifferences differences,
    ServiceSettings settings,
    AuditTrail audit)
{
    /// <exception cref="RefusalException">The arguments can't be accepted, the name is taken by a service that differs, or the user has as many services as a user may have.</exception>
    public Task<CreatedService> RunAsync(Caller caller, ServiceRequest request, CancellationToken cancellationToken)
        => audit.RecordAsync(
            caller,
            KeyScope.Deploy,
            "create_service",
            $"service {RefusalException.Shown(request.Project ?? ServiceLimits.DefaultProject)}/{RefusalException.Shown(request.Name)}",
            () => CreateAsync(caller, request, cancellationToken),
            made => made.Created ? "created" : "existed");

    public IReadOnlyList<ArgumentError> Validate(ServiceRequest request) => request.Validate(settings.Repos).Errors;

    private async Task<CreatedService> CreateAsync(Caller caller, ServiceRequest request, CancellationToken cancellationToken)
    {
        var (service, repo) = await CheckAsync(caller, request with { Project = request.Project ?? caller.Project }, cancellationToken);
        if (await services.OverviewAsync(caller.UserId, service.Project, service.Name) is { } existing)
        {
            return await ExistingAsync(existing, service);
        }

        var id = ServiceId.New();
        var stored = await InsertAsync(new ServiceInsert(
            id,
            caller.UserId,
            service.Project,
            service.Name,
            repo?.Id,
            service.Spec,
            AutoDeploy: true,
            [.. service.EnvVars.Select(v => new EncryptedEnvVar(v.Key, cipher.Encrypt(id.Value, v.Key, v.Value)))],
            await branches.HeadAsync(repo is { IsInternal: true } ? repo.Id : null, service.Spec.Branch, cancellationToken))
        {
            MostOfUser = settings.ServicesPerUser,
            Resources = orders.Of(caller, service.Resources, service.Project),
        });
        if (!stored.Created)
        {
            return await ExistingAsync(new ServiceOverview(stored.Service, null, null), service);
        }

        await resourceStarter.StartAsync(stored.Resources.Select(r => r.Resource));
        await starter.StartAsync(stored.Deployment!, []);
        return new CreatedService(new ServiceOverview(stored.Service, stored.Deployment, null), Created: true, stored.Resources, await wiring.OfAsync(id));
    }

    private async Task<StoredService> InsertAsync(ServiceInsert insert)
    {
        try
        {
            return await ResourceOrders.RefusingAsync(() => services.CreateAsync(insert));
        }
        catch (ServiceQuotaException e)
        {
            throw new RefusalException(
                $"Nothing was done: {FailureCode.QuotaExceeded.ToWire()}.",
                $"You have {e.Most} services, which is the most that a user may have.",
                "call list_services, then delete_service for one that is no longer needed, and create_service again.");
        }
    }

    /// <summary>The request, checked, and the repo that it names, on the internal git or at GitHub.</summary>
    private async Task<(NewService Service, Repo? Repo)> CheckAsync(Caller caller, ServiceRequest request, CancellationToken cancellationToken)
    {
        if (caller.Project is { } only && request.Project != only)
        {
            throw RefusalException.OutOfProject("create_service in another project", only);
        }

        var (service, errors) = request.Validate(settings.Repos);
        var (repo, error) = await FindRepoAsync(caller, request, cancellationToken);
        errors = [.. errors, .. error is null ? [] : new[] { error }, .. await orders.CheckAsync(caller, request.Resources ?? [])];
        return errors.Count == 0 ? (service!, repo) : throw RefusalException.BadArguments(errors);
    }

    /// <summary>Both null for a clone URL that anybody may read.</summary>
    private async Task<(Repo? Repo, ArgumentError? Error)> FindRepoAsync(Caller caller, ServiceRequest request, CancellationToken cancellationToken)
    {
        var policy = settings.Repos;
        if (policy.GitHubRepo(request.Repo, request.Host) is { } name)
        {
            var (atGitHub, error) = await gitHubRepos.LookAsync(caller, name, "repo", cancellationToken);
            var isOpen = policy.AllowHttps && Uri.TryCreate(request.Repo, UriKind.Absolute, out _);
            return (atGitHub, isOpen ? null : error);
        }

        if (!DnsLabel.IsValid(request.Repo) || (request.Host ?? settings.InternalHost) != settings.InternalHost)
        {
            return (null, null);
        }

        return await repos.FindAsync(caller.UserId, settings.InternalHost, request.Repo!, caller.Project) is { } repo
            ? (repo, null)
            : (null, new ArgumentError(
                "repo", $"there is no repo named '{request.Repo}' at {settings.InternalHost}", $"Call create_repo with name=\"{request.Repo}\", then get_git_token and push."));
    }

    private async Task<CreatedService> ExistingAsync(ServiceOverview existing, NewService asked)
    {
        var found = await differences.FindAsync(existing.Service, asked);
        return found.Count == 0
            ? new CreatedService(existing, Created: false, [], await wiring.OfAsync(existing.Service.Id))
            : throw new RefusalException(
                $"Nothing was done: service '{asked.Name}' exists in project '{asked.Project}' with other settings.",
                $"These differ: {string.Join("; ", found)}.",
                $"for new code, just push, or call redeploy_service with name=\"{asked.Name}\"; for other settings, call update_service with what differs; for another repo, delete_service and then create_service again.");
    }
}

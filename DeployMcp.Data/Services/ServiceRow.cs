using System.Text.Json;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Services;

namespace DeployMcp.Data.Services;

internal sealed class ServiceRow
{
    public const string Columns =
        "s.id, s.user_id, p.name as project, s.name, s.hostname, s.slot, s.repo_id, s.spec, s.auto_deploy, s.created_at";

    public const string From = "from services s join projects p on p.id = s.project_id";

    public ServiceId Id { get; init; }

    public UserId UserId { get; init; }

    public required string Project { get; init; }

    public required string Name { get; init; }

    public required string Hostname { get; init; }

    public int Slot { get; init; }

    public Guid? RepoId { get; init; }

    public required string Spec { get; init; }

    public bool AutoDeploy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public Service ToService() => new(
        Id, UserId, Project, Name, Hostname, Slot, RepoId is { } repo ? new RepoId(repo) : null, ReadSpec(Spec), AutoDeploy, CreatedAt);

    public static string WriteSpec(ServiceSpec spec) => JsonSerializer.Serialize(spec, JsonSerializerOptions.Web);

    public static ServiceSpec ReadSpec(string json) => JsonSerializer.Deserialize<ServiceSpec>(json, JsonSerializerOptions.Web)!;
}

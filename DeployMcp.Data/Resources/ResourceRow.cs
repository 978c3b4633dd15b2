using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Resources;

namespace DeployMcp.Data.Resources;

internal sealed class ResourceRow
{
    public const string Columns =
        "r.id, r.user_id, p.name as project, r.name, r.type, r.region, r.max_bytes, r.status, r.provider, r.reference, r.failure, r.created_at, r.deleted_at";

    public const string From = "from resources r left join projects p on p.id = r.project_id";

    public ResourceId Id { get; init; }

    public UserId UserId { get; init; }

    public string? Project { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    public required string Region { get; init; }

    public long? MaxBytes { get; init; }

    public required string Status { get; init; }

    public string? Provider { get; init; }

    public string? Reference { get; init; }

    public string? Failure { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    public Resource ToResource() => new(
        Id,
        UserId,
        Project,
        Name,
        ResourceTypes.Find(Type) ?? throw new InvalidOperationException($"No such type of resource: {Type}."),
        Region,
        MaxBytes,
        ResourceStatuses.Parse(Status),
        Provider,
        Reference,
        Failure,
        CreatedAt,
        DeletedAt);
}

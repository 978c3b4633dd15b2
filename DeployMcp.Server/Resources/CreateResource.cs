using DeployMcp.Data.Resources;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Resources;
using DeployMcp.Domain.Security;
using DeployMcp.Domain.Validation;
using DeployMcp.Platform.Secrets;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.Resources;

/// <summary>
/// Makes a database and answers when that does, or says what to call next. Asked again it returns what there is; where it is told
/// something else than before, it says what. One that was deleted within a day is brought back with its data.
/// </summary>
public sealed class CreateResource(
    ResourceStore resources, ResourceOrders orders, ResourceStarter starter, ResourceWait wait, SecretCipher cipher, ResourceSettings settings, AuditTrail audit)
{
    /// <exception cref="RefusalException">The arguments can't be accepted, the name is taken by one that differs, or the user has too many.</exception>
    public Task<EnsuredResource> RunAsync(Caller caller, ResourceRequest request, CancellationToken cancellationToken)
        => audit.RecordAsync(
            caller,
            KeyScope.Deploy,
            "create_resource",
            $"resource {RefusalException.Shown(request.Name)}",
            () => CreateAsync(caller, request, cancellationToken),
            made => made.Outcome.ToString().ToLowerInvariant());

    public IReadOnlyList<ArgumentError> Validate(ResourceRequest request) => request.Validate(settings.Regions).Errors;

    private async Task<EnsuredResource> CreateAsync(Caller caller, ResourceRequest request, CancellationToken cancellationToken)
    {
        var (asked, errors) = request.Validate(settings.Regions);
        if (asked is null)
        {
            throw RefusalException.BadArguments(errors);
        }

        if (await resources.FindAsync(caller.UserId, caller.Project, asked.Name) is { } existing)
        {
            await RequireSameAsync(existing, request, asked);
        }
        else if (await resources.FindDeletedAsync(caller.UserId, caller.Project, asked.Name) is { } deleted && deleted.Type == asked.Type)
        {
            await RequireSameAsync(deleted, request, asked);
        }

        var ensured = await ResourceOrders.RefusingAsync(() => resources.EnsureAsync(orders.Of(caller, asked, caller.Project)));
        await starter.StartAsync([ensured.Resource]);
        var pending = ensured.Resource.Status == ResourceStatus.Failed ? ensured.Resource with { Status = ResourceStatus.Provisioning } : ensured.Resource;
        return ensured with { Resource = await wait.UntilSettledAsync(pending, cancellationToken) };
    }

    /// <summary>What is not said is not asked to be different.</summary>
    private async Task RequireSameAsync(Resource there, ResourceRequest request, NewResource asked)
    {
        var stored = there.Type == ResourceType.External && asked.Type == ResourceType.External
            ? (await resources.ReadSecretsAsync(there.Id)).ToDictionary(s => s.Name, s => cipher.Decrypt(there.Id.Value, s.Name, s.Value), StringComparer.Ordinal)
            : [];
        string[] differences =
        [
            .. (request.Type ?? (request.Url is null ? null : "external")) is { } type && type != there.Type.ToWire() ? [$"type is {there.Type.ToWire()}"] : Array.Empty<string>(),
            .. request.Size is not null && there.MaxBytes is { } size && size != asked.MaxBytes ? [$"size is {ByteSize.Show(size)}"] : Array.Empty<string>(),
            .. request.Region is not null && there.Type == ResourceType.Sqlite && there.Region != asked.Region ? [$"region is {there.Region}"] : Array.Empty<string>(),
            .. Differs(stored, EncryptedSecret.Url, asked.Url) ? ["url is another one"] : Array.Empty<string>(),
            .. Differs(stored, EncryptedSecret.AuthToken, asked.AuthToken) ? ["auth_token is another one"] : Array.Empty<string>(),
        ];
        if (differences.Length > 0)
        {
            var state = there.DeletedAt is null ? "exists with other settings" : $"was deleted with other settings and can be restored until {there.RestorableUntil:u}";
            throw new RefusalException(
                $"Nothing was done: resource '{there.Name}' {state}.",
                $"These differ: {string.Join("; ", differences)}.",
                there.DeletedAt is null
                    ? "use it as it is, call create_resource with another name, or delete_resource first."
                    : $"call create_resource with name=\"{there.Name}\" alone to restore it, or with another name.");
        }
    }

    private static bool Differs(Dictionary<string, Sensitive> stored, string name, Sensitive? asked)
        => asked is { } value && stored.Count > 0 && (!stored.TryGetValue(name, out var current) || current != value);
}

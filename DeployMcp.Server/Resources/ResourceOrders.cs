using DeployMcp.Data.Resources;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Resources;
using DeployMcp.Domain.Security;
using DeployMcp.Domain.Validation;
using DeployMcp.Platform.Secrets;
using DeployMcp.Server.Auth;
using DeployMcp.Server.Calls;

namespace DeployMcp.Server.Resources;

/// <summary>From what an agent asks for to what is stored, the same for create_resource and for services with databases.</summary>
public sealed class ResourceOrders(ResourceStore resources, SecretCipher cipher, ResourceSettings settings)
{
    /// <param name="project">The one that a new one is made for; null for all.</param>
    public ResourceInsert Of(Caller caller, NewResource asked, string? project)
    {
        var id = ResourceId.New();
        return new ResourceInsert(id, caller.UserId, project, asked.Name, asked.Type, asked.Region, asked.MaxBytes, [.. Secrets(id, asked)])
        {
            Sees = caller.Project,
            MostOfUser = settings.ResourcesPerUser,
        };
    }

    /// <summary>The databases that a service is to have: those that are missing are made in the simplest form.</summary>
    public IReadOnlyList<ResourceInsert> Of(Caller caller, IReadOnlyList<string> names, string project)
        => [.. names.Select(name => Of(caller, ResourceRequest.Plain(name), project))];

    /// <summary>What keeps a service from having these, as far as it can be known before they are made.</summary>
    public async Task<IReadOnlyList<ArgumentError>> CheckAsync(Caller caller, IReadOnlyList<string> names)
    {
        if (names.Count == 0 || !names.All(DnsLabel.IsValid))
        {
            return [];
        }

        var all = (await resources.ListAsync(caller.UserId, sees: null)).Select(r => r.Resource).ToList();
        var errors = all
            .Where(r => names.Contains(r.Name, StringComparer.Ordinal) && caller.Project is { } only && r.Project != only)
            .Select(r => new ArgumentError("resources", $"the name '{r.Name}' is taken in this account", "Use another name."))
            .ToList();
        if (all.Count + names.Except(all.Select(r => r.Name), StringComparer.Ordinal).Count() > settings.ResourcesPerUser)
        {
            errors.Add(new ArgumentError("resources", $"you would have more than {settings.ResourcesPerUser} resources", "Call list_resources, then delete_resource for one that is no longer needed."));
        }

        return errors;
    }

    /// <summary>What another call has made true since the check.</summary>
    public static async Task<T> RefusingAsync<T>(Func<Task<T>> store)
    {
        try
        {
            return await store();
        }
        catch (ResourceQuotaException e)
        {
            throw new RefusalException(
                $"Nothing was done: {FailureCode.QuotaExceeded.ToWire()}.",
                $"You have {e.Most} resources, which is the most that a user may have.",
                "call list_resources, then delete_resource for one that is no longer needed, and try again.");
        }
        catch (ResourceNameTakenException e)
        {
            throw new RefusalException("Nothing was done.", $"The name '{e.Name}' is taken in this account.", "call again with another name.");
        }
    }

    private IEnumerable<EncryptedSecret> Secrets(ResourceId id, NewResource asked)
    {
        if (asked.Url is { } url)
        {
            yield return Encrypt(id, EncryptedSecret.Url, url);
        }

        if (asked.AuthToken is { } token)
        {
            yield return Encrypt(id, EncryptedSecret.AuthToken, token);
        }
    }

    private EncryptedSecret Encrypt(ResourceId id, string name, Sensitive value) => new(name, cipher.Encrypt(id.Value, name, value));
}

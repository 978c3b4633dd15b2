using DeployMcp.Data.Resources;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Resources;
using DeployMcp.Domain.Security;
using DeployMcp.Platform.Databases;
using DeployMcp.Platform.Secrets;

namespace DeployMcp.DeployerWorker.Resources;

/// <summary>
/// Makes databases, each step under the database's lock: whoever else makes, removes or brings it back waits. Cut short anywhere,
/// the next run finds the same database by its id.
/// </summary>
internal sealed class ResourceProvisioning(ResourceStore resources, ProvisioningStore provisioning, DatabaseProviders providers, SecretCipher cipher)
{
    /// <summary>Both steps, where one call does for both.</summary>
    /// <exception cref="ResourceGoneException">It has been deleted meanwhile.</exception>
    /// <exception cref="DatabaseRefusedException">The provider won't; why is stored too.</exception>
    public async Task RunAsync(ResourceId id, CancellationToken cancellationToken)
    {
        await EnsureDatabaseAsync(id, cancellationToken);
        await StoreTokenAsync(id, cancellationToken);
    }

    /// <inheritdoc cref="RunAsync"/>
    public async Task EnsureDatabaseAsync(ResourceId id, CancellationToken cancellationToken)
    {
        await using var held = await provisioning.LockAsync(id, cancellationToken);
        if (await FindAsync(id) is not { Status: not ResourceStatus.Ready } resource)
        {
            return;
        }

        try
        {
            var provider = resource.Provider is { } known ? providers.Named(known) : providers.Current;
            var location = await provider.EnsureAsync(OrderOf(resource), cancellationToken);
            await provisioning.SetLocationAsync(id, provider.Name, location.Reference, Encrypt(id, EncryptedSecret.Url, new Sensitive(location.Url.AbsoluteUri)));
        }
        catch (DatabaseRefusedException e)
        {
            await provisioning.SetFailedAsync(id, e.Message);
            throw;
        }
    }

    /// <inheritdoc cref="RunAsync"/>
    public async Task StoreTokenAsync(ResourceId id, CancellationToken cancellationToken)
    {
        await using var held = await provisioning.LockAsync(id, cancellationToken);
        var resource = await FindAsync(id);
        if (resource.Status == ResourceStatus.Ready)
        {
            return;
        }

        var (provider, reference) = (providers.Named(resource.Provider!), resource.Reference!);
        var token = await provider.IssueTokenAsync(OrderOf(resource), reference, DatabaseAccess.Full, cancellationToken);
        if (!await provisioning.SetReadyAsync(id, Encrypt(id, EncryptedSecret.AuthToken, token)))
        {
            throw new ResourceGoneException();
        }
    }

    private static DatabaseOrder OrderOf(Resource resource) => new(resource.Id, resource.UserId, resource.Name, resource.Region, resource.MaxBytes ?? ResourceLimits.DefaultBytes);

    private async Task<Resource> FindAsync(ResourceId id)
        => await resources.FindAsync(id) is { Status: not ResourceStatus.Deleted } resource ? resource : throw new ResourceGoneException();

    private EncryptedSecret Encrypt(ResourceId id, string name, Sensitive value) => new(name, cipher.Encrypt(id.Value, name, value));
}

/// <summary>The resource has been deleted while it was being made.</summary>
internal sealed class ResourceGoneException() : Exception("The resource has been deleted.");

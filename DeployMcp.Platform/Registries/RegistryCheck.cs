using Microsoft.Extensions.Configuration;

namespace DeployMcp.Platform.Registries;

/// <summary>Whether the section <c>Registry</c> leads to a registry that lets us in.</summary>
public static class RegistryCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <returns>What is wrong, with its mend; null when nothing is.</returns>
    public static async Task<string?> FindProblemAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        var options = configuration.GetSection("Registry").Get<RegistryOptions>() ?? new RegistryOptions();
        if (options.Address.Length == 0)
        {
            return "Registry:Address is missing: set it to the registry that BuildKit pushes to and the cluster pulls from, for example registry.internal:5000.";
        }

        if (!Uri.TryCreate($"https://{options.Address}/", UriKind.Absolute, out var address) || address.PathAndQuery != "/" || options.Address.Contains('/', StringComparison.Ordinal))
        {
            return $"Registry:Address is '{options.Address}': set it to host or host:port, without https:// and without a path.";
        }

        using var http = new HttpClient { BaseAddress = options.BaseAddress, Timeout = Patience };
        try
        {
            await new RegistryClient(http, options).PingAsync(cancellationToken);
            return null;
        }
        catch (RegistryException e) when (e.Problem == RegistryProblem.Refused)
        {
            return $"The registry {options.Address} refuses us: {e.Message.TrimEnd('.')}. Set Registry:Username and Registry:Password to an account that may push.";
        }
        catch (RegistryException e)
        {
            return $"The registry can't be reached: {e.Message.TrimEnd('.')}. Start it, mend Registry:Address, or, where it speaks plain HTTP on a network of ours alone, set Registry:Insecure to true.";
        }
    }
}

using System.Net.Sockets;
using DeployMcp.Domain.Failures;
using DeployMcp.Platform.Registries;
using Microsoft.Extensions.Configuration;

namespace DeployMcp.Platform.Builders.BuildKit;

/// <summary>Whether the section <c>BuildKit</c> leads to a daemon, and whether there is a program that speaks to it.</summary>
public static class BuildKitCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <returns>What is wrong, each with its mend.</returns>
    public static async Task<IReadOnlyList<string>> FindProblemsAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        var options = configuration.GetSection("BuildKit").Get<BuildKitOptions>() ?? new BuildKitOptions();
        if (options.Address.Length == 0)
        {
            return ["BuildKit:Address is missing: a cluster runs images, so set it to the buildkitd that builds them, for example tcp://buildkitd.internal:1234 or unix:///run/buildkit/buildkitd.sock."];
        }

        if (!Uri.TryCreate(options.Address, UriKind.Absolute, out var address) || EndPointOf(address) is not { } endPoint)
        {
            return [$"BuildKit:Address is '{options.Address}': set it to tcp://host:port or unix:///path."];
        }

        return [.. FindFiles(options), .. FindClient(options), .. await FindDaemonAsync(options.Address, endPoint, cancellationToken)];
    }

    private static System.Net.EndPoint? EndPointOf(Uri address) => address.Scheme switch
    {
        "tcp" when address.Port > 0 => new System.Net.DnsEndPoint(address.Host, address.Port),
        "unix" => new UnixDomainSocketEndPoint(address.AbsolutePath),
        _ => null,
    };

    private static IEnumerable<string> FindFiles(BuildKitOptions options)
    {
        if ((options.Certificate is null) != (options.Key is null))
        {
            yield return "BuildKit:Certificate and BuildKit:Key belong together: set both, or neither.";
        }

        foreach (var (name, path) in new[] { ("CaCertificate", options.CaCertificate), ("Certificate", options.Certificate), ("Key", options.Key) })
        {
            if (path is not null && !File.Exists(path))
            {
                yield return $"BuildKit:{name} is '{path}', and there is no such file: set it to a PEM file that this user can read.";
            }
        }
    }

    private static IEnumerable<string> FindClient(BuildKitOptions options)
    {
        string? missing = null;
        try
        {
            new BuildKitClient(options, new RegistryOptions()).Find();
        }
        catch (DeploymentFailureException e)
        {
            missing = $"There is neither buildctl nor docker-buildx, with one of which BuildKit is reached ({e.Failure.Evidence}): install one, or set BuildKit:Client to its path.";
        }

        return missing is null ? [] : [missing];
    }

    private static async Task<IReadOnlyList<string>> FindDaemonAsync(string address, System.Net.EndPoint endPoint, CancellationToken cancellationToken)
    {
        using var socket = endPoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await socket.ConnectAsync(endPoint, limit.Token);
            return [];
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var reason = e is SocketException ? e.Message : $"no answer within {Patience.TotalSeconds} s";
            return [$"BuildKit at {address} can't be reached: {reason.TrimEnd('.')}. Start buildkitd there, or mend BuildKit:Address."];
        }
    }
}

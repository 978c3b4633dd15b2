using System.Text.RegularExpressions;
using DeployMcp.Domain.Git;

namespace DeployMcp.GitServer.SmartHttp;

/// <summary>One of the two services of the smart protocol (gitprotocol-http, "Smart Clients").</summary>
internal sealed partial record GitService(string Name, string Command, GitAccess Needs)
{
    public static GitService Fetch { get; } = new("git-upload-pack", "upload-pack", GitAccess.Read);

    public static GitService Push { get; } = new("git-receive-pack", "receive-pack", GitAccess.Write);

    public string AdvertisementType => $"application/x-{Name}-advertisement";

    public string RequestType => $"application/x-{Name}-request";

    public string ResultType => $"application/x-{Name}-result";

    public static GitService? Find(string? name) => new[] { Fetch, Push }.FirstOrDefault(s => s.Name == name);

    /// <summary>The <c>Git-Protocol</c> header (gitprotocol-v2, "HTTP Transport"), when it is one that git may be given.</summary>
    public static string? ProtocolOf(HttpRequest request)
        => request.Headers["Git-Protocol"].ToString() is { Length: > 0 and < 100 } header && Protocol().IsMatch(header) ? header : null;

    public static bool IsVersion2(string? protocol) => protocol?.Split(':').Contains("version=2") == true;

    [GeneratedRegex("^[a-z0-9=:.-]+$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Protocol();
}
